import type { problems as english } from "../en/problems";
import type { Partially } from "../types";

export const problems: Partially<typeof english> = {
  while: (doing) => `Pendant l’opération « ${doing} » :`,
  safe: "Ce qui est sauf",
  remedy: "Que faire",
  code: "code",
  title: "Cela n’a pas réussi",
  noShell: "La page ne fonctionne pas dans le programme.",
  noShellRemedy: "Démarrez Sigillum lui-même ; dans un navigateur, cette page ne fait rien.",
  unknown: "Quelque chose d’inattendu s’est produit.",
  unknownRemedy: "Réessayez. Si cela se reproduit, signalez-le en joignant le journal.",
};
