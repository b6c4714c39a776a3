import type { inbox as englishInbox, twice as englishTwice } from "../en/inbox";
import type { Partially } from "../types";

export const inbox: Partially<typeof englishInbox> = {
  title: "Arrivées",
  dropTitle: "Importer plusieurs liasses",
  dropText:
    "Déposez ici un dossier de liasses, ou choisissez-le. Chacune entre seule, entière ou pas du tout, dans l’ordre où elles s’appuient l’une sur l’autre ; une liasse abîmée n’en retient aucune autre.",
  dropHere: "Lâchez pour les importer",
  choose: "Choisir le dossier…",
  empty: "Rien n’a encore été donné à ce catalogue.",
  list: "Liasses données à ce catalogue",
  count: (left, all) =>
    left === 0
      ? `Les ${all} sont traitées.`
      : left === 1
        ? `1 sur ${all} n’est pas entrée.`
        : `${left} sur ${all} ne sont pas entrées.`,
  resume: "Réessayer ce qui n’est pas entré",
  forget: (name) => `Ôter ${name} de cette liste`,
  forgotten: "Elle n’est plus sur la liste. Son fichier reste, et ce qui est entré aussi.",
  column: { bundle: "Liasse", state: "État", why: "Pourquoi, et que faire", when: "Quand" },
  state: {
    seen: "attend son tour",
    imported: "entrée",
    nothing_new: "rien de nouveau",
    refused: "non importée",
    waiting_for_base: "attend une autre liasse",
    waiting_for_key: "attend une clé",
  },
  todo: {
    seen: "Elle a été trouvée, et rien n’a encore été tenté : réessayez.",
    refused: "Rien n’en est entré. Redemandez cette liasse ; les autres liasses n’en dépendent pas.",
    waiting_for_base: "Elle s’appuie sur une liasse absente ici. Importez celle-là, puis réessayez.",
    waiting_for_key:
      "Elle est chiffrée pour une autre clé. Déverrouillez la clé pour laquelle elle est faite, puis réessayez.",
  },
  result: (imported, nothing, left) => `${imported} entrées, ${nothing} sans rien de nouveau, ${left} non importées.`,
  stopped: "Arrêté. Ce qui était entré reste ; réessayer continue.",
  toTwice: "Objets enregistrés deux fois…",
};

export const twice: Partially<typeof englishTwice> = {
  title: "Enregistré deux fois ?",
  text: "Des objets de portables différents qui n’en font peut-être qu’un. Rien n’est fusionné : les deux gardent leurs fiches, références et historique, et votre décision est une écriture signée.",
  looking: "Comparaison des références, des photos et des textes…",
  again: "Chercher à nouveau",
  decided: "Montrer aussi les paires décidées",
  count: (open, text) =>
    open === 0
      ? "Rien n’attend de décision."
      : open === 1
        ? "1 paire attend une décision."
        : `${text} paires attendent une décision.`,
  none: "Aucun objet ne semble enregistré deux fois",
  noneText: "Références, photos et textes de portables différents ont été comparés.",
  noneOpen: "Rien n’attend de décision",
  list: "Paires",
  because: "Pourquoi ils n’en font peut-être qu’un",
  why: {
    same_reference: "la même référence",
    same_photo: "exactement la même photo",
    like_photo: (bits) => `des photos qui se ressemblent (${bits} bits sur 64 diffèrent)`,
    like_text: (shared, of) => `des textes semblables (${shared} mots sur ${of})`,
  },
  standing: {
    proposed: "non décidé",
    disputed: "avis différents",
    linked: "un seul objet",
    apart: "deux objets",
  },
  field: "Champ",
  differs: "diffère",
  noPhotos: "aucune photo",
  photoOf: (name) => `Photo de ${name}`,
  open: (name) => `Ouvrir la fiche ${name}`,
  link: "Un seul objet",
  apart: "Deux objets",
  takeBack: "Reprendre la décision",
  linked: "Liés : un seul objet, enregistré deux fois.",
  toldApart: "Distingués : deux objets.",
  takenBack: "Repris : non décidé.",
  undo: "Annuler",
  undone: "Annulé.",
  undoLast: "Annuler la dernière décision",
  next: "Paire suivante",
  previous: "Paire précédente",
  said: "Décidé",
};
