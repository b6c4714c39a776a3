import type { bundles as english } from "../en/bundles";
import type { Partially } from "../types";

export const bundles: Partially<typeof english> = {
  title: "Liasses",
  export: "Exporter",
  import: "Importer",
  known: "Liasses connues",

  exportTitle: "Écrire une liasse",
  exportText: "Une liasse porte le registre et les originaux. Chacun peut la contrôler sans ce programme.",
  what: "Ce qui y entre",
  whole: "Tout",
  since: "Ce qui est nouveau depuis",
  wholeHelp: "Le registre entier et chaque original.",
  sinceHelp: "Seulement pour quelqu’un qui a cette liasse-là.",
  sinceWhich: "Depuis quelle liasse",
  sinceNone: "Aucune liasse n’a encore été exportée ou importée ici : la première est entière.",
  form: "Forme",
  folder: "Dossier",
  zip: "Un ZIP",
  folderHelp: "Un dossier tient sur tout disque dont les fichiers peuvent avoir 4 Go chacun.",
  zipHelp: "Un seul fichier, plus facile à envoyer.",
  target: "Où",
  chooseTarget: "Choisir un dossier…",
  targetNone: "Aucun dossier n’est encore choisi",
  counting: "Calcul de ce qui est à exporter…",
  due: "À exporter",
  dueEntries: (n) => `${n} écritures`,
  duePhotos: (n, text) => (n === 1 ? "1 photo" : `${text} photos`),
  dueOriginals: (n, text) => (n === 1 ? "1 original" : `${text} originaux en tout`),
  dueSize: (size) => `environ ${size}`,
  nothingDue: "Rien n’a été enregistré depuis cette liasse. Il n’y a rien à exporter.",
  sinceInvitation:
    "Ce catalogue est entré sur une invitation et n’a jamais eu les originaux des autres : ce qui est plus récent que l’invitation entre dans la liasse.",
  missing: (n) =>
    n === 1
      ? "Un original est perdu sur cet ordinateur et n’y sera pas."
      : `${n} originaux sont perdus sur cet ordinateur et n’y seront pas.`,
  room: (needed, free) => `${needed} nécessaires, ${free} libres`,
  roomFull: (needed, free) =>
    `Pas assez de place : il faut ${needed} et ${free} sont libres. Faites de la place ou choisissez un autre disque.`,
  roomFile:
    "Un original est plus grand que ce que ce disque (FAT32) peut contenir. Choisissez un disque en exFAT, NTFS ou ext4.",
  roomZip: "Le ZIP serait plus grand que ce que ce disque (FAT32) peut contenir. Prenez plutôt le dossier.",
  takeFolder: "Prendre le dossier",
  write: "Écrire la liasse",
  writing: "La liasse est écrite sous un nom provisoire et reçoit le sien quand elle est entière.",
  another: "Une autre liasse",
  written: "Écrite et relue",
  writtenBad: "Écrite, mais tout n’est pas bon",
  writtenBadText:
    "Si quelque chose est altéré ou manque, cela ne compte pas comme une sortie : gardez le catalogue et écrivez-la de nouveau, sur un autre disque.",
  headCode: "Code de tête : notez-le sur papier",
  headCodeHelp: "Avec lui, on pourra montrer plus tard que rien n’a été retranché.",
  fingerprint: "Empreinte de votre clé",
  bundleSize: "Taille",
  filesAndSize: (files, size) => `${files} fichiers, ${size}`,
  place: "Où elle se trouve",
  toKnown: "La regarder dans Vérifier",
  stopped: "L’exportation a été arrêtée. Aucune moitié de liasse n’est restée.",

  knownEmpty: "Aucune liasse n’est encore partie ni entrée.",
  columnBundle: "Liasse",
  columnWhen: "Quand",
  columnWho: "Qui",
  columnSize: "Taille",
  columnHead: "Code de tête",
  exportedHere: "exportée ici",
  exportedElsewhere: "exportée ailleurs",
  importedHere: "importée ici",
  importedElsewhere: "importée ailleurs",
  kind: {
    full: "tout",
    since: "ce qui était nouveau",
    dossier: "dossier",
    invite: "invitation",
    unknown: "d’un genre inconnu",
  },

  importTitle: "Faire entrer une liasse",
  importText: "Déposez une liasse ici. Tout y est contrôlé et montré avant que rien ne change.",
  dropHere: "Déposez ici",
  chooseZip: "Choisir un ZIP…",
  chooseFolder: "Choisir un dossier…",
  signersList: "Liste des signataires",
  chooseSigners: "Choisir la liste du siège…",
  noSigners: "aucune : rien ne dit à qui sont les clés qui ont signé",
  removeSigners: "Sans la liste",
  looking: "Lecture et contrôle de la liasse. Rien n’est changé.",
  otherBundle: "Une autre liasse",
  brings: "Ce qu’elle apporte",
  nothingNew: "Elle n’apporte rien de nouveau. Tout ce qu’elle contient est déjà ici.",
  refusedTitle: "Elle ne peut pas entrer",
  records: "Fiches",
  allRecords: "Toutes",
  onlyConflicts: "En désaccord",
  recordKind: {
    artefact: "Objets",
    package: "Contenants",
    photo: "Photos",
    note: "Notes",
    custody: "Garde",
    signer: "Signataires",
    operation: "Opération",
  },
  touched: (fresh, changed) => {
    const parts = [fresh === 1 ? "1 nouveau" : `${fresh} nouveaux`, changed === 1 ? "1 changé" : `${changed} changés`];
    return parts.filter((_, at) => (at === 0 ? fresh : changed) > 0).join(", ");
  },
  entries: (n) => `${n} écritures`,
  originals: (n, text, size) => (n === 1 ? `1 original, ${size}` : `${text} originaux, ${size}`),
  lacking: (n) =>
    n === 1
      ? "Un original n’est ni dans la liasse ni ici. Sa fiche dit lequel."
      : `${n} originaux ne sont ni dans la liasse ni ici. Leurs fiches disent lesquels.`,
  withheld: (n) => (n === 1 ? "Une écriture est occultée." : `${n} écritures sont occultées.`),
  conflictsAhead: (n) =>
    n === 0
      ? "Elle ne contredit rien de ce qui est ici."
      : n === 1
        ? "Elle contredit une chose d’ici. Les deux valeurs restent jusqu’à ce que quelqu’un tranche."
        : `Elle contredit ${n} choses d’ici. Toutes les valeurs restent jusqu’à ce que quelqu’un tranche.`,
  from: "De",
  bringer: (entries) => `${entries} écritures`,
  newSigner: "nouveau ici",
  newRecord: "nouvelle",
  changedRecord: "changée",
  withdrawnRecord: "retirée",
  before: "Ici maintenant",
  after: "Ensuite",
  nothingBefore: "rien",
  fields: "Champs",
  photos: "Photos",
  placed: (view) => (view ? `placée : ${view}` : "placée"),
  unplaced: (view) => (view ? `enlevée : ${view}` : "enlevée"),
  heldAlready: "déjà là",
  entriesOf: "Écritures",
  pickRecord: "Choisissez une fiche pour voir ce qui change.",
  importNow: "Importer tout cela",
  importing: "Elle entre. En entier, ou pas du tout.",
  imported: "Elle est entrée",
  importedText: (records, originals) => `${records} fiches, ${originals} originaux.`,
  derivedLeft: (files) =>
    `${files} tableaux et pages de la liasse : rien n’en est repris, et ils n’ont pas été comparés de nouveau.`,
  importedNothing: "Elle n’a rien apporté de nouveau, et rien n’a été écrit.",
  toConflicts: (n) => (n === 1 ? "Un désaccord à trancher" : `${n} désaccords à trancher`),
  toCatalogue: "Vers le catalogue",
  importStopped: "L’importation a été arrêtée. Rien n’a été changé.",
  needsKey: "Importer laisse une écriture signée : déverrouillez d’abord votre clé.",
  list: "Fiches qui changeraient",
  openRecord: (name) => `Montrer ${name}`,
  eyes: "Qui peut l’ouvrir",
  eyesAll: "Chacun",
  eyesOne: "Le siège seul",
  eyesAllHelp: "Quiconque a la liasse peut la lire.",
  eyesOneHelp:
    "Un ZIP chiffré que seul le propriétaire d’une clé peut ouvrir. De cette liasse, rien n’est écrit en clair ; le catalogue d’ici reste comme il est.",
  chooseKey: "Choisir la clé publique du siège…",
  recipientNone:
    "Aucune clé n’est encore choisie. Le siège donne sa clé publique en un fichier dont le nom finit par .pub.",
  recipientNameless: "une clé sans nom",
  recipientListed: "comme le dit la liste des signataires",
  recipientKnown: "comme son propriétaire l’a signé dans cette opération",
  recipientClaimed: "comme le dit le fichier de la clé",
  recipientCompare:
    "Comparez l’empreinte avec celle du siège sur papier : seul qui a cette clé peut ouvrir la liasse, et vous ne le pourrez pas.",
  writtenClosed: "Écrite, chiffrée et relue comme fichier",
  closedFor: "Seul le propriétaire de cette clé peut l’ouvrir :",
  closedNeverPlain:
    "De cette liasse, rien n’a été écrit en clair. Le catalogue de cet ordinateur est en clair, comme avant.",
  closedNotRead:
    "Le fichier est, octet pour octet, ce qui a été écrit. Ce qui est dedans a été signé avant d’être chiffré et n’a pas été relu : il y faut la clé privée du destinataire. Gardez votre catalogue jusqu’au retour d’un reçu.",
  encrypted: "Cette liasse est chiffrée",
  encryptedText:
    "Elle s’ouvre avec la clé pour laquelle elle a été chiffrée. Déverrouillez-la, et la liasse est lue aussitôt.",
  wrongKey: "Cette liasse est chiffrée pour une autre clé",
  wrongKeyText: (name) =>
    `La clé déverrouillée maintenant${name ? ` (${name})` : ""} ne l’ouvre pas. Déverrouillez celle pour laquelle elle a été chiffrée, ou demandez à l’expéditeur de la chiffrer pour la vôtre.`,
  unlockKey: "Déverrouiller une clé…",
  otherKey: "Prendre une autre clé…",
};
