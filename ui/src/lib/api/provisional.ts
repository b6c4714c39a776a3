// The calls of the frame and the start screens, until the generated file holds them.
import { invoke } from "@tauri-apps/api/core";
import type { Problem } from "../shared/problem";

export type Begun<T> = number & { readonly __result?: T };
export type Theme = "system" | "light" | "dark" | "contrast";
export type Recent = { path: string; reference: string; title: string; opened: string };
export type RecentView = Recent & { there: boolean };
export type Settings = {
  theme: Theme;
  language: string | null;
  touch: boolean;
  zoom: number;
  idle_minutes: number;
  key: string | null;
  page: Record<string, unknown>;
  recent: Recent[];
};
export type Choices = { theme?: Theme; language?: string; touch?: boolean; zoom?: number; idle_minutes?: number };
export type JobKind =
  "intake" | "export" | "import_preview" | "import" | "join" | "verify" | "rebuild" | "backup" | "example";
export type JobState = "running" | "stopping" | "done" | "cancelled" | "failed";
export type JobView = {
  id: number;
  kind: JobKind;
  subject: string;
  state: JobState;
  stage: string;
  done: number;
  total: number | null;
  unit: "bytes" | "items";
  speed: number | null;
  seconds_left: number | null;
  result: unknown;
  problem: Problem | null;
};
export type SignerDetails = { name: string; organisation: string; role: string; initials: string };
export type SignerSeen = { path: string; fingerprint: string; details: SignerDetails };
export type KeyView = {
  path: string;
  fingerprint: string;
  public: string;
  encrypted: boolean;
  signer: SignerDetails;
  allowed_signers: string;
};
export type DeskView = { catalogue: string | null; signer: SignerSeen | null };
export type Opened = { catalogue: string; quarantined: number; not_kept: number };
export type NewOperation = { reference: string; title: string; place: string; more: [string, unknown][] };
export type SignerView = { fingerprint: string; name: string | null; organisation: string | null; role: string | null };
export type ChainView = { chain: string; device: string; signer: string; mine: boolean; heads: [number, string][] };
export type OperationView = {
  id: string;
  fields: [string, unknown[]][];
  templates: string[];
  signers: SignerView[];
  chains: ChainView[];
  artefacts: number;
  packages: number;
  entries: number;
};
export type Joined = { opened: Opened; report: unknown };

export const settingsShow = () => invoke<Settings>("settings_show");
export const settingsSet = (choices: Choices) => invoke<Settings>("settings_set", { choices });
export const settingsForgetRecent = (path: string) => invoke<Settings>("settings_forget_recent", { path });
export const startDesk = () => invoke<DeskView>("start_desk");
export const startRecent = () => invoke<RecentView[]>("start_recent");
export const startOpen = (path: string) => invoke<Opened>("start_open", { path });
export const startClose = () => invoke<void>("start_close");
export const startExample = () => invoke<Begun<Opened>>("start_example");
export const startQuit = () => invoke<void>("start_quit");
export const keyList = () => invoke<KeyView[]>("key_list");
export const keyNew = (details: SignerDetails, passphrase: string) =>
  invoke<KeyView>("key_new", { details, passphrase });
export const keyAdopt = (path: string, details: SignerDetails, passphrase: string) =>
  invoke<KeyView>("key_adopt", { path, details, passphrase });
export const keyShow = (path: string) => invoke<KeyView>("key_show", { path });
export const keyUnlock = (path: string, passphrase: string) => invoke<KeyView>("key_unlock", { path, passphrase });
export const keyLock = () => invoke<void>("key_lock");
export const keyTouch = () => invoke<void>("key_touch");
export const operationNew = (folder: string, operation: NewOperation) =>
  invoke<Opened>("operation_new", { folder, operation });
export const operationJoin = (folder: string, bundle: string, signers: string | null) =>
  invoke<Begun<Joined>>("operation_join", { folder, bundle, signers });
export const operationShow = () => invoke<OperationView>("operation_show");
export const operationSet = (values: [string, unknown][]) => invoke<OperationView>("operation_set", { values });
export const dialogFolder = (title: string) => invoke<string | null>("dialog_folder", { title });
export const dialogFile = (title: string, endings: string[]) =>
  invoke<string | null>("dialog_file", { title, endings });
export const jobList = () => invoke<JobView[]>("job_list");
export const jobCancel = (id: number) => invoke<void>("job_cancel", { id });
