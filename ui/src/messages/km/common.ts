import type { common as english } from "../en/common";
import type { Partially } from "../types";

export const common: Partially<typeof english> = {
  close: "បិទ",
  cancel: "បោះបង់",
  stop: "ឈប់",
  save: "រក្សាទុក",
  back: "ថយក្រោយ",
  next: "បន្ទាប់",
  previous: "មុន",
  open: "បើក",
  choose: "ជ្រើសរើស…",
  remove: "ដកចេញ",
  retry: "ព្យាយាមម្ដងទៀត",
  copy: "ចម្លង",
  yes: "បាទ/ចាស",
  no: "ទេ",
  loading: "កំពុងផ្ទុក…",
  draft: "សេចក្ដីព្រាង",
};
