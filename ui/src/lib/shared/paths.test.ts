import { expect, test } from "vitest";
import { fileName, folderName, within } from "./paths";

test("a reference becomes a folder's name on every system", () => {
  expect(folderName("LON-2025-114")).toBe("LON-2025-114");
  expect(folderName(" LON/2025:114? ")).toBe("LON-2025-114-");
  expect(folderName("..")).toBe("catalogue");
  expect(folderName("ប្រតិបត្តិការ")).toBe("ប្រតិបត្តិការ");
});

test("a path keeps the separators of its folder", () => {
  expect(within("/media/disk/", "a")).toBe("/media/disk/a");
  expect(within("D:\\cases", "a")).toBe("D:\\cases\\a");
  expect(fileName("/media/disk/lon-full/")).toBe("lon-full");
  expect(fileName("D:\\cases\\x.zip")).toBe("x.zip");
});
