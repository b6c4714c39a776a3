import { expect, test } from "vitest";
import { dateFormat, numberFormat } from "./formatters";

test("a formatter is made once for a language and its options", () => {
  const options = { maximumFractionDigits: 1 };
  expect(numberFormat("en", options)).toBe(numberFormat("en", { ...options }));
  expect(numberFormat("en", options)).not.toBe(numberFormat("fr", options));
  expect(numberFormat("en", options)).not.toBe(numberFormat("en", { maximumFractionDigits: 0 }));
  expect(numberFormat("fr", options).format(1.25)).toBe("1,3");
  expect(dateFormat("en-GB", { timeZone: "UTC", year: "numeric" }).format(0)).toBe("1970");
});
