import type { settings as english } from "../en/settings";
import type { Partially } from "../types";

export const settings: Partially<typeof english> = {
  title: "ការកំណត់",
  theme: "ពណ៌",
  themes: { system: "តាមប្រព័ន្ធ", light: "ភ្លឺ", dark: "ងងឹត" },
  zoom: "ទំហំអក្សរ",
  smaller: "អក្សរតូចជាង",
  larger: "អក្សរធំជាង",
  language: "ភាសា",
  languageSystem: "តាមប្រព័ន្ធ",
  safety: "សុវត្ថិភាព",
  minutes: (n) => `${n} នាទី`,
  signer: "កូនសោរបស់អ្នក",
  keyFile: "ឯកសារ",
};
