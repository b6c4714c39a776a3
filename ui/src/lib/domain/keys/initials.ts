// Initials as they stand in exhibit references.

/** Initials that a name suggests: capital letters, at most three; nothing where the script has no capitals. */
export function initialsOf(name: string): string {
  return name
    .normalize("NFD")
    .split(/[\s\-'’.]+/)
    .map((word) => /^\P{Mn}/u.exec(word)?.[0]?.toUpperCase() ?? "")
    .filter((letter) => /^[A-Z]$/.test(letter))
    .join("")
    .slice(0, 3);
}
