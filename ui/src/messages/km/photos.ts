import type { photos as english } from "../en/photos";
import type { Partially } from "../types";

export const photos: Partially<typeof english> = {
  intake: {
    title: "ទទួលរូបថត",
    files: "ជ្រើសរើសឯកសារ",
    folder: "ជ្រើសរើសថត ឬកាត",
    begin: "ទទួល",
    notNow: "មិនមែនឥឡូវទេ",
    resume: "បន្ត",
  },
  result: { files: "ឯកសារ", close: "បិទ" },
  tray: {
    count: (n) => `រូបថត ${n}`,
    run: (n) => `រូបថត ${n}`,
    selected: (n) => `បានជ្រើសរើស ${n}`,
    noPicture: "គ្មានរូបភាព",
  },
  place: {
    which: "វត្ថុ",
    whichHelp: "សរសេរលេខយោង។",
    next: "វត្ថុបន្ទាប់",
    previous: "វត្ថុមុន",
    shown: (n) => `រូបថត ${n}`,
    drag: (n) => `រូបថត ${n}`,
  },
  pane: { title: "រូបថត", takeIn: "ទទួលរូបថត", open: "បើក", file: "ឯកសារ", camera: "ម៉ាស៊ីនថត" },
  viewer: {
    title: "រូបថត",
    close: "បិទ",
    zoomIn: "ពង្រីក",
    zoomOut: "បង្រួម",
    next: "រូបថតបន្ទាប់",
    previous: "រូបថតមុន",
    facts: "អំពីរូបថតនេះ",
    loading: "កំពុងបើក",
    claim: { camera: "ម៉ាស៊ីនថត", serial: "លេខស៊េរី", size: "រូបភាព" },
    evidence: "ភស្តុតាង",
    card: "កាត",
    size: "ទំហំ",
    original: "ឯកសារដើម",
    kind: { damage: "ការខូចខាត", inscription: "អក្សរចារឹក", scale: "មាត្រដ្ឋាន", length: "ប្រវែង" },
    tool: { damage: "ការខូចខាត", inscription: "អក្សរចារឹក", scale: "មាត្រដ្ឋាន", length: "វាស់" },
    unit: "ឯកតា",
  },
};
