import { describe, expect, it } from "vitest";
import type { FieldType } from "../../../lib/api";
import { decimal, inputOf, kept, nothing, partsOf, same, unkept, withoutRow, withPart, withRow } from "./parts";

describe("parts of a value", () => {
  const values: [FieldType, unknown][] = [
    ["text", "Head of a bodhisattva"],
    ["long_text", { text: "Head", lang: "en", translations: { km: "ព្រះសិរ" } }],
    ["term", [{ label: "schist", uri: "http://vocab.getty.edu/aat/300011686" }, { label: "gilding" }]],
    ["measurement", [{ dimension: "height", value: "31.5", unit: "cm" }]],
    ["date", { edtf: "0100/0299~", text: "2nd to 3rd century" }],
    ["number", { value: "12000", unit: "USD" }],
    ["person", { name: "A. Sok", role: "guard" }],
    ["place", { name: "Prasat Thom", country: "KH", latitude: "13.41", longitude: "103.86" }],
  ];
  it.each(values)("of a %s go to the form and back unchanged", (type, value) => {
    expect(inputOf(type, partsOf(type, value))).toEqual({ value });
    expect(unkept(kept(partsOf(type, value)))).toEqual(partsOf(type, value));
  });

  it("that are read by the core go as text", () => {
    expect(inputOf("choice", partsOf("choice", "genuine"))).toEqual({ text: "genuine" });
    expect(inputOf("flag", partsOf("flag", false))).toEqual({ text: "no" });
    expect(inputOf("quantity", partsOf("quantity", 12))).toEqual({ text: "12" });
    expect(inputOf("reference", partsOf("reference", "SO/1"))).toEqual({ text: "SO/1" });
  });

  it("that are empty empty the field", () => {
    const types: FieldType[] = ["text", "term", "measurement", "date", "person", "place", "choice", "flag", "quantity"];
    for (const type of types) {
      expect(inputOf(type, nothing)).toBe("nothing");
      expect(inputOf(type, partsOf(type, null))).toBe("nothing");
    }
    expect(inputOf("text", withPart(nothing, "text", "   "))).toBe("nothing");
    expect(inputOf("measurement", withRow(nothing, 0, { unit: "cm" }))).toBe("nothing");
  });

  it("keep a term that was typed and not taken yet", () => {
    const parts = withPart(partsOf("term", [{ label: "silver" }]), "text", " niello ");
    expect(inputOf("term", parts)).toEqual({ value: [{ label: "silver" }, { label: "niello" }] });
    expect(inputOf("term", withPart(parts, "text", "silver"))).toEqual({ value: [{ label: "silver" }] });
  });

  it("take a decimal comma and a country in small letters", () => {
    expect(decimal("31,5")).toBe("31.5");
    expect(decimal("1,000,000")).toBe("1,000,000");
    expect(inputOf("measurement", withRow(nothing, 0, { dimension: "height", value: "31,5", unit: "cm" }))).toEqual({
      value: [{ dimension: "height", value: "31.5", unit: "cm" }],
    });
    expect(inputOf("place", { one: { name: "Angkor", country: "kh" }, rows: [] })).toEqual({
      value: { name: "Angkor", country: "KH" },
    });
  });

  it("are the same where they would be saved as the same", () => {
    expect(same("text", partsOf("text", "Coin"), withPart(nothing, "text", "Coin "))).toBe(true);
    expect(same("text", partsOf("text", "Coin"), nothing)).toBe(false);
  });

  it("lose nothing that was kept in another shape", () => {
    expect(unkept("Lintel")).toEqual({ one: { text: "Lintel" }, rows: [] });
    expect(unkept("[1]")).toEqual({ one: { text: "[1]" }, rows: [] });
  });

  it("change by row", () => {
    const two = withRow(withRow(nothing, 0, { label: "a" }), 1, { label: "b" });
    expect(withoutRow(two, 0).rows).toEqual([{ label: "b" }]);
    expect(withRow(two, 0, { label: "c" }).rows).toEqual([{ label: "c" }, { label: "b" }]);
  });
});
