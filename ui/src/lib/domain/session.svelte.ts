// What is open now: the catalogue as the frame shows it, and who signs. Screens read it and ask it to look again.
import {
  keyList,
  keyLock,
  keyTouch,
  listen,
  operationShow,
  startDesk,
  type OperationView,
  type SignerDetails,
} from "../api";
import { complain } from "../shared/toast";
import { count, nothingCounted, type Counters } from "./counters";

/** The open catalogue as the frame shows it. */
export interface CatalogueSeen extends Counters {
  /** Its folder. */
  readonly path: string;
  readonly reference: string;
  readonly title: string;
  readonly place: string;
  /** The newest entry of this catalogue's own chain; null before the first. */
  readonly head: { readonly code: string; readonly number: number } | null;
}

/** Who signs. */
export interface SignerNow {
  /** `none` where no key was chosen yet, `locked` where one was. */
  readonly state: "none" | "locked" | "unlocked";
  /** The key's file. */
  readonly path: string | null;
  readonly fingerprint: string | null;
  readonly details: SignerDetails;
}

const nobody: SignerNow = {
  state: "none",
  path: null,
  fingerprint: null,
  details: { name: "", organisation: "", role: "", initials: "" },
};

let catalogue = $state.raw<CatalogueSeen | null>(null);
let operation = $state.raw<OperationView | null>(null);
let signer = $state.raw<SignerNow>(nobody);
let revision = $state(0);
let looked = $state(false);
let looking: Promise<void> | undefined;
let again = false;

/** The session of this window. */
export const session = {
  /** The open catalogue, or null. */
  get catalogue(): CatalogueSeen | null {
    return catalogue;
  },
  /** Its operation, whole. */
  get operation(): OperationView | null {
    return operation;
  },
  get signer(): SignerNow {
    return signer;
  },
  get unlocked(): boolean {
    return signer.state === "unlocked";
  },
  /** False until the shell was asked for the first time what is open. */
  get looked(): boolean {
    return looked;
  },
  /** Grows with each change of the catalogue; read it in an effect to load again what is shown. */
  get revision(): number {
    return revision;
  },
  /** Looks again at what is open. Calls that come while one is under way share the next look. */
  refresh(): Promise<void> {
    if (looking) {
      again = true;
      return looking;
    }
    looking = look().finally(() => (looking = undefined));
    return looking;
  },
  /** Something was written: screens and counters look again. */
  changed(): void {
    revision += 1;
    void session.refresh();
  },
  async lock(): Promise<void> {
    try {
      await keyLock();
      await session.refresh();
    } catch (problem) {
      complain(problem);
    }
  },
};

async function look(): Promise<void> {
  do {
    again = false;
    try {
      const desk = await startDesk();
      signer = desk.signer ? { state: "unlocked", ...desk.signer } : await lastSigner();
      operation = desk.catalogue === null ? null : await operationShow();
      catalogue = desk.catalogue === null || !operation ? null : await seen(desk.catalogue, operation);
    } catch (problem) {
      // Outside the program there is nothing to look at; inside it, the last look stays and the failure is shown.
      if (looked) complain(problem);
    }
    looked = true;
  } while (again);
}

/** Who signed last on this laptop, now locked. */
async function lastSigner(): Promise<SignerNow> {
  if (signer.path !== null) return { ...signer, state: "locked" };
  const [key] = await keyList();
  return key ? { state: "locked", path: key.path, fingerprint: key.fingerprint, details: key.signer } : nobody;
}

async function seen(path: string, shown: OperationView): Promise<CatalogueSeen> {
  const field = (id: string): string => {
    const value = shown.fields.find(([name]) => name === id)?.[1][0];
    return typeof value === "string" ? value : "";
  };
  const head = shown.chains.find((chain) => chain.mine)?.heads[0];
  return {
    path,
    reference: field("reference"),
    title: field("title"),
    place: field("place"),
    head: head ? { number: head[0], code: head[1] } : null,
    // Counting may fail where the rest does not (a damaged table); the catalogue is open all the same.
    ...(await count(path).catch((problem) => {
      complain(problem);
      return nothingCounted;
    })),
  };
}

/** How often the shell is told that somebody is there, at most. */
const TOUCH_EVERY = 20_000;

/** Follows what the shell tells, and tells it that somebody is there, so that the key locks after idle time only. */
export function followSession(): () => void {
  const stops = [
    listen("changed", () => session.changed()),
    listen("locked", () => void session.refresh()),
    listen("warning", complain),
  ];
  let told = 0;
  const touch = (): void => {
    if (signer.state !== "unlocked" || Date.now() - told < TOUCH_EVERY) return;
    told = Date.now();
    keyTouch().catch(() => {});
  };
  const signs = ["keydown", "pointerdown", "pointermove", "wheel"] as const;
  signs.forEach((sign) => window.addEventListener(sign, touch, { passive: true, capture: true }));
  void session.refresh();
  return () => {
    stops.forEach((stop) => stop());
    signs.forEach((sign) => window.removeEventListener(sign, touch, { capture: true }));
  };
}
