import type { settings as english } from "../en/settings";
import type { Partially } from "../types";

export const settings: Partially<typeof english> = {
  title: "Réglages",
  text: "Ils appartiennent à cet ordinateur et ne font partie d’aucun catalogue.",
  look: "Aspect",
  theme: "Couleurs",
  themes: { system: "Comme le système", light: "Clair", dark: "Sombre", contrast: "Contraste élevé" },
  touch: "Grandes cibles",
  touchHelp: "Pour les gants et les écrans tactiles : tout ce qui se presse a au moins 44 pixels de haut.",
  zoom: "Taille du texte",
  zoomHelp: "Ctrl + et Ctrl − font de même, Ctrl 0 revient à 100 %.",
  percent: (n) => `${n} %`,
  smaller: "Texte plus petit",
  larger: "Texte plus grand",
  usual: "Taille habituelle du texte",
  language: "Langue",
  languageSystem: "Comme le système",
  languageHelp:
    "Ce qui n’est pas encore traduit est en anglais. Les fiches gardent la langue dans laquelle elles ont été écrites.",
  safety: "Sécurité",
  idle: "Verrouiller la clé quand personne n’est là depuis",
  idleHelp: "Pendant ce temps les brouillons sont gardés et la prise en charge des photos continue.",
  minutes: (n) => (n === 1 ? "1 minute" : `${n} minutes`),
  never: "jamais",
  signer: "Votre clé",
  fingerprint: "Empreinte",
  keyFile: "Fichier",
  publicLine: "Ligne pour la liste des signataires du siège",
  publicHelp: "Donnez cette ligne au siège, ou l’empreinte sur papier, afin que vos signatures y soient connues.",
  noKey: "Aucune clé n’est choisie.",
  setKey: "Choisir ou créer une clé",
};
