// Paths as the system writes them. Only for showing and for suggesting; the shell decides what they mean.

/** The last part of a path. */
export function fileName(path: string): string {
  return (
    path
      .replace(/[/\\]+$/, "")
      .split(/[/\\]/)
      .at(-1) || path
  );
}

/** A path inside a folder, with that folder's own kind of separator. */
export function within(folder: string, name: string): string {
  const separator = folder.includes("\\") && !folder.includes("/") ? "\\" : "/";
  return folder.replace(/[/\\]+$/, "") + separator + name;
}

/** A name for a folder made from a text: signs that some system refuses become a hyphen. */
export function folderName(text: string): string {
  return (
    [...text.normalize("NFC").trim()]
      .map((sign) => (/[<>:"/\\|?*]/.test(sign) || sign < " " ? "-" : sign))
      .join("")
      .replace(/^\.+|[. ]+$/g, "")
      .slice(0, 80) || "catalogue"
  );
}
