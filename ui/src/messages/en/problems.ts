// How a failure is introduced. What happened, what is safe and what to do come with the problem itself.
export const problems = {
  while: (doing: string) => `While ${doing}:`,
  safe: "What is safe",
  remedy: "What to do",
  code: "code",
  title: "That did not work",
  noShell: "The page is not running inside the program.",
  noShellRemedy: "Start Sigillum itself; this page does nothing in a browser.",
  unknown: "Something unexpected happened.",
  unknownRemedy: "Try again. If it happens again, report it with the log.",
} as const;
