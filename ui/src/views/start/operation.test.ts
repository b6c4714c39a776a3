import { expect, test } from "vitest";
import { detailsOf } from "./operation";

test("an operation's details begin with reference, title and place, also where they are empty", () => {
  const { own, other } = detailsOf([
    ["place", ["London", "Leeds"]],
    ["exists", [true]],
    ["template.object-id", ["ab"]],
    ["lead", ["K.S."]],
  ]);
  expect(own.map((one) => one.field)).toEqual(["reference", "title", "place"]);
  expect(own[2]?.values).toEqual(["London", "Leeds"]);
  expect(other).toEqual([{ field: "lead", values: ["K.S."] }]);
});
