import { afterEach, expect, test } from "vitest";
import { language } from "../../messages";
import { ago, count, grouped, moment, shortDigest, size, timeLeft } from "./format";

afterEach(() => language.choose("en"));

test("sizes have three figures at most and go to the next unit in time", () => {
  expect(size(0)).toBe("0 bytes");
  expect(size(999)).toBe("999 bytes");
  expect(size(1000)).toBe("1 kB");
  expect(size(14_230_000_000)).toBe("14 GB");
  expect(size(1_234_567)).toBe("1.2 MB");
  expect(size(999_600)).toBe("1 MB");
  expect(size(Number.NaN)).toBe("0 bytes");
});

test("counts follow the language", () => {
  expect(count(1204)).toBe("1,204");
  language.choose("fr");
  expect(count(1204).replace(/\s/g, " ")).toBe("1 204");
});

test("a fingerprint keeps the word it begins with", () => {
  expect(shortDigest("SHA256:4fImBHtYjBKdncTy1BLWQC/A0KAzRna0hNzXTST4HQk")).toBe("SHA256:4fImBH…4HQk");
});

test("a digest is shortened in the middle, in groups of four", () => {
  expect(shortDigest("9f2c41aa" + "0".repeat(52) + "07d3")).toBe("9f2c 41aa … 07d3");
  expect(grouped("9f2c41aa")).toBe("9f2c 41aa");
});

test("a moment is shown by its writer's clock, not by the reader's", () => {
  expect(moment("2025-11-13T23:30:00.000Z", "+07:00")).toContain("14 Nov 2025");
  expect(moment("2025-11-13T23:30:00.000Z", "+07:00")).toContain("06:30");
  expect(moment("2025-11-13T00:30:00.000Z", "-05:00")).toContain("12 Nov 2025");
  expect(moment("not a time")).toBe("not a time");
});

test("time left is told in the unit that a person waits in", () => {
  expect(timeLeft(4.2)).toBe("5 seconds left");
  expect(timeLeft(600)).toBe("10 minutes left");
  expect(timeLeft(7300)).toBe("2 hours left");
});

test("what happened lately is told as a distance", () => {
  const now = Date.parse("2025-11-13T12:00:00Z");
  expect(ago("2025-11-13T11:59:40Z", now)).toBe("just now");
  expect(ago("2025-11-13T09:00:00Z", now)).toBe("3 hours ago");
  expect(ago("2025-11-12T09:00:00Z", now)).toBe("yesterday");
});
