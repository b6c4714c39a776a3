import type { frame as english } from "../en/frame";
import type { Partially } from "../types";

export const frame: Partially<typeof english> = {
  search: "البحث في كل شيء",
  recorded: "مسجَّلة",
  photographed: "مصوَّرة",
  notesSealed: "ملاحظات مختومة",
  packed: "معبَّأة",
  leave: "مغادرة الموقع",
  unlocked: "مفتوح",
  locked: "مقفل",
  settings: "الإعدادات",
  place: {
    catalogue: "الفهرس",
    photos: "استلام الصور",
    packing: "التعبئة",
    custody: "العهدة",
    notes: "الملاحظات",
    conflicts: "التعارضات",
    bundles: "الحزم",
    verify: "التحقق",
  },
};
