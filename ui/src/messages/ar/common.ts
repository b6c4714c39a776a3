import type { common as english } from "../en/common";
import type { Partially } from "../types";

export const common: Partially<typeof english> = {
  close: "إغلاق",
  cancel: "إلغاء",
  stop: "إيقاف",
  save: "حفظ",
  back: "رجوع",
  next: "التالي",
  previous: "السابق",
  open: "فتح",
  choose: "اختيار…",
  remove: "إزالة",
  retry: "إعادة المحاولة",
  copy: "نسخ",
  yes: "نعم",
  no: "لا",
  loading: "جارٍ التحميل…",
  draft: "مسودة",
};
