// The notice that a long job ended while its screen was not shown: it stays until it is closed or its screen is opened.
import type { JobView } from "../api";
import { router, type Route } from "../shared/router";
import { announce, withdraw } from "../shared/toast";
import { m } from "../../messages";
import { jobs } from "./jobs.svelte";
import { outcome } from "./outcome";

type Kind = JobView["kind"];

/** Where it is shown what a job came to. */
const places: Partial<Record<Kind, Route>> = {
  intake: { view: "photos" },
  export: { view: "bundles", with: { tab: "export" } },
  dossier: { view: "catalogue", with: { dossier: "ended" } },
  import: { view: "bundles", with: { tab: "import" } },
  inbox: { view: "bundles", with: { tab: "inbox" } },
  verify: { view: "verify" },
  backup: { view: "operation" },
  rebuild: { view: "operation" },
};

const watched = new Map<Kind, number>();
const notices = new Map<Kind, string | number>();

function forget(kind: Kind): void {
  const notice = notices.get(kind);
  if (notice !== undefined) withdraw(notice);
  notices.delete(kind);
}

/** A screen shows what jobs of this kind come to, from now until what this gives is called. */
export function shows(kind: Kind): () => void {
  watched.set(kind, (watched.get(kind) ?? 0) + 1);
  forget(kind);
  return () => watched.set(kind, (watched.get(kind) ?? 1) - 1);
}

function tell(job: JobView): void {
  const place = places[job.kind];
  if (!place || (watched.get(job.kind) ?? 0) > 0) return;
  const said = outcome(job);
  if (!said) return;
  forget(job.kind);
  const show = { label: m.frame.showJob, run: () => router.go(place.view, place.with ? { with: place.with } : {}) };
  notices.set(job.kind, announce(said, show));
}

/** Tells of each job that ends where nobody sees it. */
export const followEndings = (): (() => void) => jobs.onEnd(tell);
