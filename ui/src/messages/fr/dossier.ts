import type { dossier as english } from "../en/dossier";
import type { Partially } from "../types";

export const dossier: Partially<typeof english> = {
  open: "Dossier…",
  title: "Dossier pour un destinataire",
  text: "Ce qui est enregistré de ces objets part en entier ; de tout le reste, seulement les empreintes, pour que sa place dans la preuve se contrôle.",
  about: "Au sujet",
  chosen: (n) => (n === 1 ? "de l’objet choisi" : `des ${n} objets choisis`),
  byCountry: "de tout ce qui vient d’un pays",
  country: "Pays",
  countryHelp: "Son nom tel qu’il est enregistré, ou ses deux lettres : tout ce que l’on dit venir de là.",
  language: "Langue de ses pages",
  asRecorded: "telle qu’enregistrée",
  languageHelp:
    "Pour le destinataire. Ce qui n’a pas encore de traduction reste en anglais et est marqué comme tel ; une valeur est montrée traduite là où sa traduction a été enregistrée.",
  folder: "Répertoire",
  zip: "Un ZIP",
  form: "Forme",
  target: "Où",
  discloses: "Il révèle",
  withholds: "Il retient",
  decide: "À décider d’abord",
  decideText: "On n’est pas d’accord à leur sujet. Toutes les valeurs partent, les remplacées aussi.",
  list: {
    artefacts: "Objets",
    photos: "Photos et fichiers",
    notes: "Notes scellées",
    events: "Événements de garde",
    packages: "Colis",
    signers: "Signataires",
    others: "Montrés avec eux",
  },
  othersHelp: "Une écriture les a changés en même temps qu’un objet choisi.",
  named: "Nommés par un seul identifiant",
  namedHelp: "D’autres objets d’une remise, ou le lot dont une partie vient. Un identifiant ne dit rien de plus.",
  none: "aucun",
  withheld: "Lignes du registre",
  withheldText: "à leur place, seulement les empreintes",
  internal: "Champs et notes internes à leur sujet",
  entries: "Écritures en entier",
  missing: (n) =>
    n === 1
      ? "Un original est perdu sur cet ordinateur et n’y sera pas."
      : `${n} originaux sont perdus sur cet ordinateur et n’y seront pas.`,
  size: (size) => `environ ${size}`,
  more: (n) => `et ${n} de plus`,
  counting: "Calcul de ce qu’il révélerait. Rien n’est signé.",
  pick: "Nommez un pays pour voir ce que le dossier révélerait.",
  write: "Signer et écrire le dossier",
  writing: "Le dossier est écrit sous un nom provisoire, reçoit le sien quand il est entier, puis est relu.",
  stopped: "Il a été arrêté. Aucune moitié de dossier n’est restée.",
};
