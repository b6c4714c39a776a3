import type { signing as english } from "../en/signing";
import type { Partially } from "../types";

export const signing: Partially<typeof english> = {
  line: "C’est exactement cette ligne qui sera signée",
  pending: {
    at: "heure de signature",
    salt: "16 octets tirés au hasard",
    save: "numéro de cet enregistrement",
    chain: "nouvelle chaîne",
    seq: "numéro suivant",
    prev: "lien vers l’écriture précédente",
    clock: "compte suivant",
  },
  pendingHelp: "En vert : ce que seul l’acte de signer fixe.",
  by: (who, device) => `par ${who}, sur ${device}`,
  place: (seq, chain) => `comme écriture ${seq} de la chaîne ${chain}`,
  newChain: "comme début d’une nouvelle chaîne",
  key: "Clé",
  bytes: (n) => `${n} octets`,
  also: "Signé dans le même acte",
  kinds: { "photo.add": "la signature dessinée comme original", "package.set": "les scellés du contenant" },
  class: "Qui pourra le voir plus tard",
  open: "ouvert",
  internal: "interne au groupe d’enquête",
  locked: "Déverrouillez votre clé pour voir ce qui sera signé.",
};
