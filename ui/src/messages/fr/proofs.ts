import type { proofs as english } from "../en/proofs";
import type { Partially } from "../types";

export const proofs: Partially<typeof english> = {
  token: "Jeton d’horodatage",
  tokenBeside: "celui qui accompagne la liasse (.tsr), s’il y en a un",
  chooseToken: "Choisir un jeton…",
  authorities: "Autorité d’horodatage",
  noAuthorities: "aucune n’est nommée : aucun jeton n’est jugé",
  chooseAuthorities: "Choisir son certificat…",
  receipts: "Reçus du siège",
  noReceipts: "ceux de la liasse",
  chooseReceipts: "Choisir des reçus…",
  remove: (name) => `Sans ${name}`,
};
