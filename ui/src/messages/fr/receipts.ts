import type { receipts as english } from "../en/receipts";
import type { Partially } from "../types";

export const receipts: Partially<typeof english> = {
  tab: "Reçus",
  text: "Un reçu est la parole signée du siège sur ce qu’il détient. Avec lui, un portable n’exporte que le nouveau et montre ce qui est arrivé.",

  there: "au siège",
  place: "Siège",
  waiting: (n, text) =>
    n === 1 ? "1 écriture n’est pas encore au siège" : `${text} écritures ne sont pas encore au siège`,
  existedBefore: (time) => `existait avant le ${time}`,

  giveTitle: "Donner un reçu",
  giveText:
    "Au siège, après l’entrée de liasses : signe ce que ce catalogue détient, pour que les portables l’emportent.",
  give: "Signer et écrire le reçu…",
  giveWhere: "Un dossier pour le reçu et sa signature",
  given: "Le reçu est écrit et signé",
  givenText: "Ce sont deux fichiers. Donnez les deux aux portables : un reçu sans sa signature n’en est pas un.",
  givenHeads: (n, text) =>
    n === 1
      ? "Il dit jusqu’où une chaîne d’écritures est détenue ici."
      : `Il dit jusqu’où ${text} chaînes d’écritures sont détenues ici.`,
  givenLacks: (n, text) =>
    n === 0
      ? "Aucun original ne manque."
      : n === 1
        ? "Il dit qu’un original manque ici : le portable qui l’a le renvoie."
        : `Il dit que ${text} originaux manquent ici : les portables qui les ont les renvoient.`,
  file: "Reçu",
  signatureFile: "Signature",
  giveAnother: "Un autre reçu",

  acceptTitle: "Accepter un reçu",
  acceptText: "Sur un portable : déposez le reçu ici, ou choisissez-le. Sa signature se trouve à côté.",
  accept: "Choisir un reçu…",
  acceptDrop: "Déposez-le ici",
  accepting: "Contrôle du reçu…",
  accepted: "Le reçu est accepté",
  acceptedBefore: "Ce reçu avait déjà été accepté. Rien n’a été écrit.",
  acceptedText: (time) => `Ce qu’il couvre existait avant le ${time}, selon l’horloge du siège.`,
  trustedAs: (name) => `Signé par ${name}, comme le dit la liste des signataires.`,
  trustedByNobody:
    "Signé par une clé dont personne ne répond ici : comparez son empreinte avec celle du siège sur papier.",
  lacks: (n, text) =>
    n === 1
      ? "Il manque au siège un original que des écritures d’ici nomment."
      : `Il manque au siège ${text} originaux que des écritures d’ici nomment.`,
  sentAgain: (n, text) =>
    n === 1
      ? "Il repart avec la prochaine exportation depuis ce reçu."
      : `${text} repartent avec la prochaine exportation depuis ce reçu.`,
  lost: (n, text) =>
    n === 1
      ? "Un n’est plus ici non plus. Sa fiche dit lequel ; cherchez la carte ou une sauvegarde."
      : `${text} ne sont plus ici non plus. Leurs fiches disent lesquels ; cherchez les cartes ou une sauvegarde.`,
  exportSince: "Exporter le nouveau depuis lui",
  acceptAnother: "Un autre reçu",

  findingsTitle: "Le siège connaît autrement les écritures de cet ordinateur",
  findings: {
    "receipt-ahead": (seq, here) =>
      `Le siège détient les écritures de cet ordinateur jusqu’au numéro ${seq} ; ici elles s’arrêtent à ${here}. Une vieille copie du catalogue a probablement été remise.`,
    "receipt-absent": (seq) =>
      `Le siège détient ${seq} écritures que cet ordinateur a faites et dont rien n’est ici. Une vieille copie du catalogue a probablement été remise, ou un autre a été ouvert.`,
    "receipt-differs": (seq) =>
      `Au numéro ${seq}, le siège détient une autre écriture de cet ordinateur que celle d’ici. Le catalogue a probablement été copié, et les deux copies ont continué.`,
  },
  findingsDo:
    "Ce que détient le siège est sûr. Ce qui a été écrit ensuite et n’est pas ici est peut-être perdu : cherchez le disque plus récent. Ce que vous écrivez désormais se trouve dans une nouvelle chaîne, et rien n’est ajouté à l’ancienne. Importez une liasse du siège pour avoir ici ce qui est là-bas.",
  toImport: "Vers Importer",
  thereLink: "là-bas",
  hereLink: "ici",

  list: "Reçus d’ici",
  empty: "Aucun reçu n’a encore été accepté. Le siège en donne un après l’entrée d’une liasse.",
  of: (time) => `Reçu du ${time}`,
  newest: "le plus récent",
  signedBy: (name) => `signé par ${name}`,
  acceptedBy: (name, device, time) => `accepté par ${name} sur ${device}, ${time}`,
  onList: (number) => `liste des signataires numéro ${number}`,
  what: "Ce qu’il couvre",
  code: "Empreinte de son texte",
  upTo: (device, seq) => `${device} : jusqu’à l’écriture ${seq}`,
  unknownChain: "un portable qui n’est pas connu ici",
  own: "cet ordinateur",
  branch: (at, all) => `branche ${at} sur ${all} : cette chaîne a bifurqué, et les deux branches sont gardées`,
  notHere: "pas ici",
  ownNotHere: "le siège détient cela de cet ordinateur, et ce n’est pas ici",
  headCode: "Code de tête",
  lacksNone: "Aucun original ne manque au siège.",
  lacksList: "Originaux qui manquent au siège",
  lacksHere: "ici : il repart avec la prochaine exportation depuis ce reçu",
  lacksLost: "pas ici non plus",
  more: (n) => `et ${n} de plus`,

  since: "Ce qui est nouveau depuis un reçu",
  sinceHelp: "Pour le siège : seulement ce que son reçu ne couvre pas, et les originaux qui lui manquent.",
  sinceWhich: "Depuis quel reçu",
  sinceNone: "Aucun reçu n’a encore été accepté dans ce catalogue.",
};
