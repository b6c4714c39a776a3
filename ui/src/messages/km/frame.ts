import type { frame as english } from "../en/frame";
import type { Partially } from "../types";

export const frame: Partially<typeof english> = {
  search: "ស្វែងរកទាំងអស់",
  recorded: "បានកត់ត្រា",
  photographed: "បានថតរូប",
  packed: "បានវេចខ្ចប់",
  leave: "ចាកចេញពីទីតាំង",
  unlocked: "បានដោះសោ",
  locked: "បានចាក់សោ",
  settings: "ការកំណត់",
  place: {
    catalogue: "កាតាឡុក",
    photos: "ទទួលរូបថត",
    packing: "វេចខ្ចប់",
    notes: "កំណត់ចំណាំ",
    verify: "ផ្ទៀងផ្ទាត់",
  },
};
