import { expect, test } from "vitest";
import { requestName, secondOf } from "./days";

test("a day is its first or its last second in UTC, nothing is no limit, and anything else is no day", () => {
  expect(secondOf("2025-11-13", "first")).toBe(Date.UTC(2025, 10, 13) / 1000);
  expect(secondOf(" 2025-11-13 ", "last")).toBe(Date.UTC(2025, 10, 13, 23, 59, 59) / 1000);
  expect(secondOf("", "first")).toBe(null);
  for (const wrong of ["13.11.2025", "2025-11-31", "2025-13-01", "2025-11-13T10:00", "tomorrow"]) {
    expect(secondOf(wrong, "first")).toBe(undefined);
  }
});

test("a request is named after the person, in any script", () => {
  expect(requestName("Sok Dara")).toBe("sok.dara.request");
  expect(requestName("Élodie O’Neil")).toBe("elodie.o.neil.request");
  expect(requestName("សុខ តារា")).toBe("សុខ.តារា.request");
  expect(requestName(" / ")).toBe("signer.request");
});
