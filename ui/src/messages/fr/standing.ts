import type { standing as english } from "../en/standing";
import type { Partially } from "../types";

const the = (list: string): string => (list === "la liste" ? list : `la ${list}`);

export const standing: Partially<typeof english> = {
  title: "Signature",
  outcome: { trusted: "sûre", unknown_signer: "signataire inconnu", bad: "mauvaise" },
  installed: (number) => `liste ${number} du siège, installée ici`,
  theList: "la liste",
  list: (number) => `liste ${number}`,
  listed: (name, list) => `${name}, ${list}`,
  fixed: (since) => `clé révoquée depuis le ${since}, mais un reçu ou un jeton d’horodatage antérieur contient ceci`,
  revoked: (since, why) => `clé révoquée depuis le ${since}${why ? ` (${why})` : ""}`,
  noList: "aucune liste de signataires ici",
  notOnList: (list) => `absent de ${the(list)}`,
  notForThis: (list) => `sur ${the(list)} pour autre chose seulement`,
  expired: (list) => `sur ${the(list)} pour un temps antérieur seulement`,
  notYet: (list) => `sur ${the(list)} pour un temps à venir seulement`,
  signatureBad: "ce n’est pas ce qui a été signé",
};
