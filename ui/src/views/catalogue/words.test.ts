import { describe, expect, it } from "vitest";
import type { ChipCount } from "../../lib/api";
import { chipOf, chipText, countryName, offered, plain } from "./words";

const count = (chip: string, n: number, value?: string): ChipCount =>
  ({ chip, ...(value === undefined ? {} : { value }), name: "", count: n }) as ChipCount;

describe("values as a line", () => {
  it("shows every text and no address of an authority", () => {
    expect(plain([{ label: "schist", uri: "http://x" }, { label: "gilding" }])).toBe("schist; gilding");
    expect(plain([{ dimension: "height", value: "31.5", unit: "cm" }])).toBe("height 31.5 cm");
    expect(plain(null)).toBe("");
    expect(plain(false)).toBe("no");
  });
});

describe("chips", () => {
  it("say what they are in the page's words", () => {
    expect(chipText({ chip: "no_overall" }, "", "en")).toBe("No overall view");
    expect(chipText({ chip: "country", value: "KH" }, "", "en")).toBe("From Cambodia");
    expect(chipText({ chip: "custody", value: "handed_over" }, "", "en")).toBe("Last: handed over");
    expect(chipText({ chip: "package", value: "package:1" }, "B-1", "en")).toBe("In B-1");
    expect(countryName("??", "en")).toBe("??");
  });

  it("that are used stay in sight, also when they leave nothing", () => {
    const counts = [count("incomplete", 3), count("no_photo", 2), count("withdrawn", 0), count("place", 1, "Unit 7")];
    const { first, more } = offered(counts, [{ chip: "withdrawn" }, { chip: "place", value: "Unit 9" }]);
    expect(first.map((one) => one.chip)).toEqual(["place", "incomplete", "withdrawn"]);
    expect(more.map((one) => one.chip)).toEqual(["no_photo", "place"]);
    expect(chipOf(more[1]!)).toEqual({ chip: "place", value: "Unit 7" });
    expect(chipOf(first[1]!)).toEqual({ chip: "incomplete" });
  });
});
