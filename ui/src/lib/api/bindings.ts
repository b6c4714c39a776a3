// Made from the table of commands in src-tauri/src/commands; do not change it by hand.
// Made anew by: BINDINGS=write cargo test -p sigillum-desktop bindings

import { invoke } from "@tauri-apps/api/core";

/** A job that was begun: its number. Its result, of type T, comes with the job's last event. */
export type Begun<T> = number & { readonly __result?: T };

/**
 * The receiver's word that a hand-over took place as stated: the body of `custody.accept`.
 */
export type Acceptance = { 
/**
 * The custody event accepted; `None` where what is named is no record's id.
 */
event: RecordId | null, 
/**
 * Who accepts.
 */
by: Party | null, 
/**
 * What the person says; empty where nothing.
 */
statement: string, 
/**
 * Photos of signed slips.
 */
photos: Array<RecordId>, 
/**
 * The names of members that are there and not of this form. Never written.
 */
malformed?: Array<string>, };

/**
 * An acceptance, and who says it.
 */
export type Accepted = { 
/**
 * What it says.
 */
acceptance: Acceptance, 
/**
 * True where the chain that recorded the event also signed this: no other key vouches for it.
 */
same_chain: boolean, 
/**
 * The entry.
 */
entry: Digest, 
/**
 * The chain, so whose key.
 */
chain: ChainId, 
/**
 * Lamport counter, for display order.
 */
clock: number, 
/**
 * What the laptop's clock showed at signing; written as UTC.
 */
at: string, 
/**
 * Who may see it.
 */
class: Class, };

/**
 * What came of accepting a receipt.
 */
export type AcceptedReceipt = { 
/**
 * The digest of its text.
 */
digest: Digest, 
/**
 * False where it had been accepted here before: nothing was written then.
 */
new: boolean, 
/**
 * Fingerprint of the key that signed it.
 */
signer: string, 
/**
 * Whose key that is by the list that was given; `None` where none was given, and nobody here vouches for it.
 */
trusted_as: string | null, 
/**
 * When it was made, by headquarters' clock: what it covers existed before.
 */
at: string, 
/**
 * That clock's offset.
 */
zone: string, 
/**
 * Chains of this computer that headquarters knows longer or otherwise than this catalogue; what is written next begins a
 * new chain.
 */
findings: Array<Finding>, 
/**
 * How many originals headquarters lacks of those that entries here name.
 */
lacks: number, 
/**
 * How many of them the next export since this receipt brings.
 */
sent_again: number, 
/**
 * Those of which no file is here either.
 */
lost: Array<Digest>, };

/**
 * What photos were compared with.
 */
export type Against = { 
/**
 * What it is.
 */
checked: Checked, 
/**
 * What its own check came to.
 */
verdict: Verdict, 
/**
 * In words.
 */
sentence: string, };

/**
 * On what terms a key is listed. Times in seconds since 1970-01-01T00:00:00Z.
 */
export type ApprovalTerms = { 
/**
 * The person's principal; without it, it follows from the name.
 */
principal: string | null, 
/**
 * May also sign receipts for headquarters.
 */
headquarters: boolean, 
/**
 * First second at which the key counts.
 */
valid_after: number | null, 
/**
 * Last second at which the key counts.
 */
valid_before: number | null, };

/**
 * An artefact in a list.
 */
export type ArtefactRow = { 
/**
 * Its id.
 */
id: RecordId, 
/**
 * Its reference; empty if it has none.
 */
reference: string, 
/**
 * Its title.
 */
title: string, 
/**
 * How many objects it stands for.
 */
quantity: number, 
/**
 * Materials, culture and period.
 */
summary: string, 
/**
 * The photo that stands for it.
 */
photo: Digest | null, 
/**
 * What that photo is, its media type, where no thumbnail of it is kept.
 */
photo_kind: string | null, 
/**
 * How many live placements show it.
 */
photos: number, 
/**
 * The number of the package that it is directly in; empty if none.
 */
package: string, 
/**
 * How many counted fields and views are missing; none while that was not measured.
 */
missing: number | null, 
/**
 * How many are counted.
 */
counted: number | null, 
/**
 * How many things somebody has to decide about it.
 */
conflicts: number, 
/**
 * True if text of its form waits as a draft.
 */
draft: boolean, 
/**
 * True if it is withdrawn.
 */
withdrawn: boolean, 
/**
 * The word of its last custody event; empty if none.
 */
custody: string, 
/**
 * True if that is a hand-over which one side only states.
 */
unconfirmed: boolean, 
/**
 * The country from which it is said to come; empty if none.
 */
country: string, 
/**
 * Where it is said to be; empty if nowhere.
 */
place: string, };

/**
 * An artefact as it is shown.
 */
export type ArtefactView = { 
/**
 * Its id.
 */
id: RecordId, 
/**
 * Its reference.
 */
reference: string, 
/**
 * Its title.
 */
title: string, 
/**
 * How many objects it stands for.
 */
quantity: number, 
/**
 * True if withdrawn.
 */
withdrawn: boolean, 
/**
 * What it is part of, by reference.
 */
part_of: string | null, 
/**
 * The package it is in, by number, then the package that is in, and so on.
 */
inside: Array<string>, 
/**
 * Its fields.
 */
fields: Array<FieldView>, 
/**
 * Placements: view, photo digest, placement id.
 */
photos: Array<PlacementView>, 
/**
 * Object ID completeness, with the fields and views that are missing.
 */
completeness: Completeness, 
/**
 * Conflicts inside the record.
 */
conflicts: Array<Conflict>, };

/**
 * What the RFC says of a bag.
 */
export type BagJudgement = { 
/**
 * The version declared, if one could be read.
 */
version: string | null, 
/**
 * Whether the bag is complete and valid in the sense of RFC 8493 section 3.
 */
valid: boolean, 
/**
 * Why it is not.
 */
errors: Array<Remark>, 
/**
 * What it is in spite of.
 */
warnings: Array<Remark>, };

/**
 * What a batch came to.
 */
export type BatchReport = { 
/**
 * How many artefacts were changed.
 */
changed: number, 
/**
 * How many were so already.
 */
unchanged: number, 
/**
 * How many were left as they are, since people say different things there.
 */
left_out: number, };

/**
 * Somebody whose entries would come in.
 */
export type Bringer = { 
/**
 * The name on the list from outside; `None` if the key is not on one.
 */
listed: string | null, 
/**
 * What the list says of the key as a signer of entries, whenever they were signed.
 */
standing: SignatureStanding, 
/**
 * The name by the signer's own word, else the fingerprint.
 */
claimed: string, 
/**
 * The laptop.
 */
device: string, 
/**
 * The key's fingerprint.
 */
fingerprint: string, 
/**
 * New entries of this chain.
 */
entries: number, 
/**
 * True if no entry of this key is held here yet.
 */
new: boolean, };

/**
 * When a photo claims to have been taken.
 */
export type Captured = { 
/**
 * What the camera's clock showed, `2025-11-13T09:41:07`.
 */
time: string, 
/**
 * The clock's offset from UTC, `+01:00`, where the file gives the one that belongs to `tag`.
 */
offset: string | null, 
/**
 * The EXIF tag that says so: `DateTimeOriginal`, or `DateTimeDigitized` where only that can be read.
 */
tag: string, };

/**
 * A chain: the first 16 bytes of a hash over operation, key and nonce.
 */
export type ChainId = string;

/**
 * A chain as shown.
 */
export type ChainView = { 
/**
 * The chain.
 */
chain: ChainId, 
/**
 * The laptop.
 */
device: string, 
/**
 * Fingerprint of its key.
 */
signer: string, 
/**
 * True if this catalogue writes it.
 */
mine: boolean, 
/**
 * Its end: number and head code; more than one where it forked.
 */
heads: Array<[number, string]>, };

/**
 * One step of checking without this program.
 */
export type CheckStep = { 
/**
 * What it is for and what it must show.
 */
says: string, 
/**
 * The commands, one a line.
 */
command: string, };

/**
 * What was checked, and with what.
 */
export type Checked = { 
/**
 * The bundle's name, or that of the folder.
 */
name: string, 
/**
 * `full`, `since`, `dossier`, `invite`, `catalogue` or `photos`.
 */
kind: string, 
/**
 * SHA-256 of the bundle's tag manifest: it names this very bundle.
 */
digest: Digest | null, 
/**
 * The operation's id.
 */
operation: string | null, 
/**
 * The head codes at which its chains end.
 */
heads: Array<string>, 
/**
 * Fingerprint of the key that signed the bundle.
 */
signer: string | null, 
/**
 * How many files it has.
 */
files: number, 
/**
 * How many bytes they have.
 */
bytes: number, 
/**
 * The name of the list of signers from outside, if one was given.
 */
list: string | null, 
/**
 * SHA-256 of that list.
 */
list_digest: Digest | null, 
/**
 * When it was checked, by the clock of the computer that did it.
 */
at: string, 
/**
 * That clock's offset.
 */
zone: string, };

/**
 * One filter.
 */
export type Chip = { "chip": "incomplete" } | { "chip": "no_photo" } | { "chip": "no_overall" } | { "chip": "conflict" } | { "chip": "unpacked" } | { "chip": "unconfirmed" } | { "chip": "draft" } | { "chip": "withdrawn" } | { "chip": "place", "value": string } | { "chip": "package", "value": RecordId } | { "chip": "custody", "value": string } | { "chip": "country", "value": string };

/**
 * How many rows of a list would stay if a chip were added.
 */
export type ChipCount = { 
/**
 * What it is about, in words: a package's number; else empty.
 */
name: string, 
/**
 * The rows.
 */
count: number, } & ({ "chip": "incomplete" } | { "chip": "no_photo" } | { "chip": "no_overall" } | { "chip": "conflict" } | { "chip": "unpacked" } | { "chip": "unconfirmed" } | { "chip": "draft" } | { "chip": "withdrawn" } | { "chip": "place", "value": string } | { "chip": "package", "value": RecordId } | { "chip": "custody", "value": string } | { "chip": "country", "value": string });

/**
 * Choices that change; what is absent stays.
 */
export type Choices = { 
/**
 * The colours.
 */
theme?: Theme, 
/**
 * The language of the screens; empty for the system's.
 */
language?: string, 
/**
 * Large targets.
 */
touch?: boolean, 
/**
 * Size of text, percent.
 */
zoom?: number, 
/**
 * Minutes until the key is locked; 0 for never.
 */
idle_minutes?: number, };

/**
 * Who may see an entry's content later.
 */
export type Class = "open" | "internal";

/**
 * What went wrong, as a stable word. Adding one is fine; changing or reusing one is not.
 */
export type Code = "usage" | "bad_value" | "not_found" | "ambiguous" | "reference_taken" | "not_a_catalogue" | "already_a_catalogue" | "catalogue_newer" | "catalogue_older" | "catalogue_locked" | "catalogue_damaged" | "disk_full" | "read_only" | "permission_denied" | "device_gone" | "source_changed" | "read_back_differs" | "not_a_regular_file" | "too_large" | "no_picture" | "io" | "wrong_passphrase" | "encrypted" | "wrong_key" | "encryption_broken" | "bad_key" | "bad_signers_list" | "bad_trust_list" | "trust_older" | "trust_other_root" | "trust_number_reused" | "trust_no_root" | "bad_request" | "key_revoked" | "key_locked" | "bad_entry" | "bad_signature" | "other_operation" | "bad_receipt" | "bad_authorities" | "own_receipt" | "signer_unknown" | "bundle_rejected" | "base_missing" | "unsafe_path" | "not_a_bundle" | "nothing_new" | "cannot_withhold" | "changed_since" | "nothing_to_undo" | "already_exists" | "cancelled" | "internal";

/**
 * What of a record is there, and what is missing.
 */
export type Completeness = { 
/**
 * How many of the counted fields and views are there.
 */
done: number, 
/**
 * How many are counted.
 */
of: number, 
/**
 * The ids of missing fields, and `view:` with the id of missing views, in the order of the form.
 */
missing: Array<string>, };

/**
 * One thing that a person has to decide.
 */
export type Conflict = { "conflict": "values", 
/**
 * The record.
 */
record: RecordId, 
/**
 * The field.
 */
field: string, } | { "conflict": "edited_and_withdrawn", 
/**
 * The record.
 */
record: RecordId, } | { "conflict": "overruled", 
/**
 * The record.
 */
record: RecordId, 
/**
 * The field.
 */
field: string, 
/**
 * The entry that said the trusted value.
 */
entry: Digest, } | { "conflict": "reference_twice", 
/**
 * The reference's compare key.
 */
key: string, 
/**
 * The records, sorted.
 */
records: Array<RecordId>, } | { "conflict": "forked", 
/**
 * The chain.
 */
chain: ChainId, 
/**
 * The place.
 */
seq: number, };

/**
 * How many conflicts there are of each kind.
 */
export type ConflictCounts = { 
/**
 * Fields with different values.
 */
values: number, 
/**
 * Records that were edited and withdrawn.
 */
edited_and_withdrawn: number, 
/**
 * Values of trusted signers that only others replaced.
 */
overruled: number, 
/**
 * References that several records have.
 */
reference_twice: number, 
/**
 * Places at which a chain forked; nothing settles these.
 */
forked: number, };

/**
 * A part of the list of conflicts.
 */
export type ConflictPage = { 
/**
 * How many there are in all, by kind.
 */
counts: ConflictCounts, 
/**
 * The ones from the place that was asked for.
 */
items: Array<ConflictView>, };

/**
 * One conflict with what a person needs to settle it.
 */
export type ConflictView = { 
/**
 * A name by which it can be settled, and which is the same for the same question: 32 digits of a hash over what it is
 * about. Its beginning will do where no other begins so.
 */
id: string, 
/**
 * What the records are called.
 */
names: Array<string>, 
/**
 * The values side by side, where it is about values.
 */
values: Array<ValueView>, 
/**
 * Titles of the records, where they have one, in the order of `names`.
 */
titles: Array<string>, 
/**
 * For one reference used twice: the next that is free.
 */
suggestion: string | null, } & ({ "conflict": "values", 
/**
 * The record.
 */
record: RecordId, 
/**
 * The field.
 */
field: string, } | { "conflict": "edited_and_withdrawn", 
/**
 * The record.
 */
record: RecordId, } | { "conflict": "overruled", 
/**
 * The record.
 */
record: RecordId, 
/**
 * The field.
 */
field: string, 
/**
 * The entry that said the trusted value.
 */
entry: Digest, } | { "conflict": "reference_twice", 
/**
 * The reference's compare key.
 */
key: string, 
/**
 * The records, sorted.
 */
records: Array<RecordId>, } | { "conflict": "forked", 
/**
 * The chain.
 */
chain: ChainId, 
/**
 * The place.
 */
seq: number, });

/**
 * One thing in a package.
 */
export type ContentView = { 
/**
 * The record.
 */
id: RecordId, 
/**
 * Its reference or number.
 */
reference: string, 
/**
 * Its title.
 */
title: string, 
/**
 * How many objects.
 */
quantity: number, };

/**
 * Who is listed, and what is revoked.
 */
export type ContentsSeen = { 
/**
 * The listed keys, by principal.
 */
signers: Array<ListedSeen>, 
/**
 * The revoked keys, by principal.
 */
revoked: Array<RevokedSeen>, };

/**
 * A correction, and who says it.
 */
export type Corrected = { 
/**
 * What it says.
 */
correction: Correction, 
/**
 * The entry.
 */
entry: Digest, 
/**
 * The chain, so whose key.
 */
chain: ChainId, 
/**
 * Lamport counter, for display order.
 */
clock: number, 
/**
 * What the laptop's clock showed at signing; written as UTC.
 */
at: string, 
/**
 * Who may see it.
 */
class: Class, };

/**
 * How an event should have read: the body of `custody.correct`.
 *
 * It holds the members of section 8 beside its own `event` (the id) and `reason` (of the correction); the
 * event's word and reason stand in `corrected_event` and `corrected_reason`.
 */
export type Correction = { 
/**
 * The custody event corrected; `None` where what is named is no record's id.
 */
event: RecordId | null, 
/**
 * Why it is corrected.
 */
reason: string, 
/**
 * The event as it should have been, whole.
 */
corrected: CustodyEvent, 
/**
 * The names of members of its own that are there and not of this form. Never written.
 */
malformed?: Array<string>, };

/**
 * How an event should have read, as a person fills it in.
 */
export type CorrectionForm = { 
/**
 * The event.
 */
event: RecordId, 
/**
 * Why it is corrected.
 */
why: string, 
/**
 * The event as it should have been, whole; a signature drawn on it is left aside, and it stays in its class.
 */
form: CustodyForm, };

/**
 * A correction as it is shown.
 */
export type CorrectionView = { 
/**
 * Its entry.
 */
entry: Digest, 
/**
 * Who corrected: a name or a fingerprint.
 */
signer: string, 
/**
 * The laptop.
 */
device: string, 
/**
 * What its signature is worth.
 */
standing: SignatureStanding, 
/**
 * What reads otherwise than in the version before.
 */
changes: Array<VersionChange>, };

/**
 * How many documents match.
 */
export type Count = { 
/**
 * The number, at most [`MOST`].
 */
value: number, 
/**
 * True if there are more than that.
 */
more: boolean, };

/**
 * What a check came to, in words.
 */
export type CourtReport = { 
/**
 * `sigillum report`.
 */
format: string, 
/**
 * Version of this document.
 */
version: number, 
/**
 * The verdict by the table of FORMAT.md section 12.
 */
verdict: Verdict, 
/**
 * The verdict in a sentence or two.
 */
sentence: string, 
/**
 * What was checked.
 */
checked: Checked, 
/**
 * What the photos were compared with, where loose photos were checked.
 */
against: Against | null, 
/**
 * How many findings of each kind.
 */
counts: { [key in FindingKind]?: number }, 
/**
 * The findings that are not `verified`, the altered first.
 */
groups: Array<FindingGroup>, 
/**
 * What was proven.
 */
proven: Array<ProvenFact>, 
/**
 * What was not, and cannot be in this way.
 */
not_proven: Array<string>, 
/**
 * Whose keys signed.
 */
signers: Array<KeySeen>, 
/**
 * How to check it without this program.
 */
steps: Array<CheckStep>, };

/**
 * A custody event: what its signer saw and says.
 */
export type CustodyEvent = { 
/**
 * What happened.
 */
event: EventKind, 
/**
 * When, as EDTF.
 */
date: string, 
/**
 * The time of day, `hh:mm`, local.
 */
time: string | null, 
/**
 * Why; empty where not said.
 */
reason: string, 
/**
 * Who gave.
 */
from: Party | null, 
/**
 * Who took, or has the objects now.
 */
to: Party | null, 
/**
 * Where; empty where not said.
 */
place: string, 
/**
 * Artefacts and packages that the signer named.
 */
subjects: Array<Subject>, 
/**
 * All that was in the packages named, as the signer saw it.
 */
contents: Array<RecordId>, 
/**
 * Numbers of seals, as they read.
 */
seals: Array<string>, 
/**
 * Numbers of bags, as they read.
 */
bags: Array<string>, 
/**
 * The condition of the objects; empty where not said.
 */
condition: string, 
/**
 * How many objects a paper or person said there are.
 */
stated_count: number | null, 
/**
 * How many objects are named here; see [`recorded_count`].
 */
recorded_count: number, 
/**
 * Photos of signed slips.
 */
photos: Array<RecordId>, 
/**
 * The names of members that are there and not of the form of FORMAT.md section 8. Never written.
 */
malformed?: Array<string>, };

/**
 * A custody event as a person fills it in.
 */
export type CustodyForm = { 
/**
 * The word of the event, `handed_over`.
 */
event: string, 
/**
 * When, as EDTF; today where empty.
 */
date: string, 
/**
 * The time of day, `hh:mm`.
 */
time: string | null, 
/**
 * Why.
 */
reason: string, 
/**
 * Where.
 */
place: string, 
/**
 * The condition of the objects.
 */
condition: string, 
/**
 * Who gives.
 */
from: Party | null, 
/**
 * Who takes.
 */
to: Party | null, 
/**
 * Artefacts and packages.
 */
objects: Array<FormObject>, 
/**
 * Numbers of seals, as they read.
 */
seals: Array<string>, 
/**
 * Numbers of bags, as they read.
 */
bags: Array<string>, 
/**
 * How many objects the paper or the receiver says there are.
 */
stated_count: number | null, 
/**
 * Photos of a signed slip.
 */
photos: Array<RecordId>, 
/**
 * The receiver's signature, drawn on the screen.
 */
signature: Strokes | null, 
/**
 * True to keep it inside the task force.
 */
internal: boolean, 
/**
 * The draft that it was kept as while it was filled in: signing it removes that one.
 */
draft: string | null, };

/**
 * Some of all custody events.
 */
export type CustodyPage = { 
/**
 * How many were asked for, on all pages.
 */
total: number, 
/**
 * How many of all wait for somebody.
 */
waiting: number, 
/**
 * About how many of all something does not add up.
 */
odd: number, 
/**
 * Where the page begins.
 */
offset: number, 
/**
 * Those of this page.
 */
events: Array<CustodyView>, };

/**
 * What recording the form now would sign, and what it leaves over.
 */
export type CustodyPreview = { 
/**
 * What it concerns: the objects named, then all that is in the packages named. At most 500.
 */
objects: Array<FormLine>, 
/**
 * How many those are.
 */
objects_total: number, 
/**
 * What was typed and names nothing here, or more than one thing.
 */
unknown: Array<string>, 
/**
 * What was typed twice.
 */
twice: Array<string>, 
/**
 * How many objects are named.
 */
recorded_count: number, 
/**
 * How many the paper says.
 */
stated_count: number | null, 
/**
 * The seals, compared with those on the packages.
 */
seals: Array<SealLine>, 
/**
 * What would not add up.
 */
findings: Array<Finding>, 
/**
 * Objects named that an earlier event gave away already. At most 500.
 */
gone_before: Array<FormLine>, 
/**
 * After a hand-over, what is still here: not named, or not all of a lot, and never given away. At most 500.
 */
not_accounted: Array<FormLine>, 
/**
 * How many those are.
 */
not_accounted_total: number, 
/**
 * Stated, or acknowledged by what is attached.
 */
status: Status, 
/**
 * What keeps it from being recorded, and what to do.
 */
problem: [string, string | null] | null, 
/**
 * Kinds of further entries that the same act signs: that of a drawn signature, the seals of a package.
 */
also_signed: Array<string>, 
/**
 * The line that would be signed; `None` while something keeps it from being recorded.
 */
entry: EntryPreview | null, };

/**
 * Which of all custody events.
 */
export type CustodyRequest = { 
/**
 * Only those that wait for somebody: hand-overs that nobody acknowledged, and what does not add up.
 */
waiting: boolean, 
/**
 * The last in order of display first.
 */
newest_first: boolean, 
/**
 * How many to pass over.
 */
offset: number, 
/**
 * How many at most.
 */
limit: number, };

/**
 * A custody event as it was recorded, with what does not add up about it.
 */
export type CustodyView = { 
/**
 * `stated` or `acknowledged`.
 */
status: Status, 
/**
 * The signer's name or fingerprint.
 */
signer: string, 
/**
 * The laptop.
 */
device: string, 
/**
 * What its signature is worth.
 */
standing: SignatureStanding, 
/**
 * What the signatures of its acceptances are worth, in their order.
 */
accepted: Array<SignatureStanding>, 
/**
 * The objects by name.
 */
names: Array<string>, 
/**
 * What does not add up.
 */
findings: Array<Finding>, 
/**
 * What each correction changed, in their order: both versions stay, and are shown.
 */
changed: Array<CorrectionView>, 
/**
 * The event's id.
 */
id: RecordId, 
/**
 * The event as it was recorded.
 */
recorded: CustodyEvent, 
/**
 * The later versions.
 */
corrections: Array<Corrected>, 
/**
 * Who accepts it.
 */
acceptances: Array<Accepted>, 
/**
 * The entry.
 */
entry: Digest, 
/**
 * The chain, so whose key.
 */
chain: ChainId, 
/**
 * Lamport counter, for display order.
 */
clock: number, 
/**
 * What the laptop's clock showed at signing; written as UTC.
 */
at: string, 
/**
 * Who may see it.
 */
class: Class, };

/**
 * What is on the desk, for a page that was just loaded.
 */
export type DeskView = { 
/**
 * The open catalogue's folder.
 */
catalogue: string | null, 
/**
 * Who signs; nobody while the key is locked.
 */
signer: SignerSeen | null, };

/**
 * The SHA-256 of some bytes (FIPS 180-4). Written as 64 lower-case hex digits.
 */
export type Digest = string;

/**
 * Which of several artefacts people say different things of in one field.
 */
export type Disputed = { 
/**
 * How many.
 */
total: number, 
/**
 * The first of them by reference: at most 50.
 */
names: Array<string>, };

/**
 * Something that a dossier shows or names.
 */
export type DossierItem = { 
/**
 * The record.
 */
id: RecordId, 
/**
 * Reference, number, title or file's name; the word of the id and its first digits where it has none.
 */
name: string, };

/**
 * One sort of record in a dossier: how many, and which.
 */
export type DossierList = { 
/**
 * How many.
 */
count: number, 
/**
 * The first thousand, sorted by name.
 */
items: Array<DossierItem>, };

/**
 * What a dossier is about, and where it goes.
 */
export type DossierOptions = { 
/**
 * These artefacts.
 */
artefacts: Array<RecordId>, 
/**
 * And all that exist and are said to come from this country: its letters (ISO 3166-1), or a name of
 * it (in English, French or its own language, or a former one); or, where that is no country, the name of the place.
 */
country: string | null, 
/**
 * The folder in which the bundle will stand; a preview may leave it empty.
 */
to: string, 
/**
 * One ZIP instead of a folder.
 */
zip: boolean, 
/**
 * The recipient's language: its pages are in it, translations of values included; as recorded where there is none.
 */
language: Language | null, };

/**
 * What a dossier would disclose, and what stays out.
 */
export type DossierPreview = { 
/**
 * The artefacts that were chosen.
 */
artefacts: DossierList, 
/**
 * Photos and files whose originals go with it: of the artefacts, attached to notes, slips of hand-overs.
 */
photos: DossierList, 
/**
 * Sealed notes.
 */
notes: DossierList, 
/**
 * Custody events.
 */
events: DossierList, 
/**
 * Packages in which the artefacts are or were.
 */
packages: DossierList, 
/**
 * Signers whose introductions it discloses.
 */
signers: DossierList, 
/**
 * Other records that it shows, since an entry changed them together with a chosen one.
 */
others: DossierList, 
/**
 * Records that it names by id alone: other artefacts of a hand-over, the lot that a part belongs to.
 */
named: DossierList, 
/**
 * Chosen artefacts of which something is still to be decided.
 */
in_conflict: DossierList, 
/**
 * Disclosed entries, by kind.
 */
entries: { [key in string]: number }, 
/**
 * Entries of class `internal` about what it shows, by kind: they stay out.
 */
internal: { [key in string]: number }, 
/**
 * Lines of the ledger that are withheld, the internal ones among them.
 */
withheld: number, 
/**
 * Originals that it names and that are lost here.
 */
missing: Array<Digest>, 
/**
 * About how many bytes it will have.
 */
bytes: number, 
/**
 * Whether it fits in the folder that was named; `None` where none was.
 */
room: Room | null, };

/**
 * What a dropped or chosen path is.
 */
export type Dropped = "bundle" | "catalogue" | "folder" | "receipt" | "token" | "certificates" | "signers" | "file";

/**
 * An entry about a record, that would come.
 */
export type EntryLook = { 
/**
 * The entry.
 */
entry: Digest, 
/**
 * Its kind.
 */
kind: string, 
/**
 * The signer's name or fingerprint.
 */
signer: string, 
/**
 * The laptop.
 */
device: string, 
/**
 * When, by that laptop's clock.
 */
at: string, 
/**
 * That clock's offset.
 */
zone: string, 
/**
 * The words of a note, or what kind of custody event it is.
 */
text: string, };

/**
 * An entry as it would be signed.
 */
export type EntryPreview = { 
/**
 * The kind, `note.seal`.
 */
kind: string, 
/**
 * Who may see it later.
 */
class: Class, 
/**
 * The line, whole, its LF at the end left out.
 */
line: Array<LinePart>, 
/**
 * Its length in bytes, LF counted; exact unless a chain is started.
 */
bytes: number, 
/**
 * The signer's name.
 */
signer: string, 
/**
 * The fingerprint of the signer's key.
 */
fingerprint: string, 
/**
 * This laptop's name.
 */
device: string, 
/**
 * The chain in which it will stand; `None` where a new one is started for it.
 */
chain: ChainId | null, 
/**
 * Its place there, as long as nothing else is signed before.
 */
seq: number | null, };

/**
 * What happened.
 */
export type EventKind = string;

/**
 * How to export.
 */
export type ExportOptions = { 
/**
 * The folder in which the bundle will stand.
 */
to: string, 
/**
 * One ZIP instead of a folder.
 */
zip: boolean, 
/**
 * Only what is newer than this bundle: its path, or the name of one that was exported or imported here. Or than a receipt
 * that was accepted here: its path, the first digits of its digest, or `receipt` for the newest.
 */
since: string | null, 
/**
 * The whole ledger without originals, for a laptop that joins.
 */
invite: boolean, };

/**
 * What an export would come to.
 */
export type ExportPreview = { 
/**
 * `full`, `since`, `dossier` or `invite`.
 */
kind: string, 
/**
 * True if nothing is due since that bundle.
 */
nothing_new: boolean, 
/**
 * Entries in it, by kind.
 */
entries: { [key in string]: number }, 
/**
 * Photos in it.
 */
photos: number, 
/**
 * Originals that its entries name, those that a receipt says are lacking counted.
 */
originals: number, 
/**
 * About how many bytes it will have.
 */
bytes: number, 
/**
 * Originals that are lost here and will not be in it.
 */
missing: number, 
/**
 * Whether it fits in the folder that was named; `None` where none was.
 */
room: Room | null, };

/**
 * What was exported.
 */
export type Exported = { 
/**
 * Where the bundle stands.
 */
path: string, 
/**
 * Its name.
 */
name: string, 
/**
 * Its tag manifest's digest.
 */
digest: Digest, 
/**
 * `full`, `since`, `dossier` or `invite`.
 */
kind: string, 
/**
 * Files in it.
 */
files: number, 
/**
 * Bytes in it.
 */
bytes: number, 
/**
 * The signer's head code, to be written on paper.
 */
head_code: string, 
/**
 * Fingerprint of the signer's key.
 */
signer: string, 
/**
 * The request for a time token that was written beside it; `None` where that could not be written, which is a warning.
 */
request?: string, 
/**
 * Originals that are lost here and therefore not in it.
 */
missing: Array<Digest>, 
/**
 * Fingerprints of the keys that can open it; empty where it is not encrypted.
 */
encrypted_to: Array<string>, 
/**
 * What earlier exports that were cut off had left in that folder, and that was removed now.
 */
removed: Array<string>, 
/**
 * What a check of the written bundle came to (its signer counts as known: it is this one). Of an encrypted one only
 * the file's bytes are read back, since what is inside takes the recipient's key: `unverifiable`.
 */
verdict: Verdict, 
/**
 * That check in full.
 */
report: VerifyReport, };

/**
 * A field.
 */
export type Field = { 
/**
 * The id, which is the register's name: `title`.
 */
id: string, 
/**
 * The group of the form.
 */
group: string, 
/**
 * What it holds.
 */
type: FieldType, 
/**
 * The name that people see.
 */
label: Labels, 
/**
 * How to fill it, in a sentence or two.
 */
help: Labels | null, 
/**
 * The category of the Object ID standard that it is, if any.
 */
object_id: string | null, 
/**
 * Who it is for: it belongs to the register and never changes.
 */
class: Class, 
/**
 * True where a record without it is incomplete.
 */
counts: boolean, 
/**
 * True where it takes more than one term. Measurements always do.
 */
repeatable: boolean, 
/**
 * How many levels a term needs, from the broad to the narrow; 1 for most.
 */
levels: number, 
/**
 * The views that must be photographed; only for photographs.
 */
required_views: Array<string>, 
/**
 * The vocabularies that it draws on; the first one that knows a term counts.
 */
vocabularies: Array<string>, };

/**
 * Everything ever said of one field.
 */
export type FieldHistory = { 
/**
 * The record.
 */
record: RecordId, 
/**
 * The field.
 */
field: string, 
/**
 * What was said, the last first.
 */
said: Array<SaidView>, };

/**
 * A field before and after.
 */
export type FieldLook = { 
/**
 * The field.
 */
field: string, 
/**
 * Its values here, now.
 */
before: Array<ValueView>, 
/**
 * Its values afterwards; several are a conflict.
 */
after: Array<ValueView>, };

/**
 * What a field holds. The shape of each value stands in [`super::value`].
 */
export type FieldType = "text" | "long_text" | "term" | "measurement" | "date" | "number" | "choice" | "flag" | "person" | "place" | "reference" | "quantity" | "photographs";

/**
 * A field of a record; more than one value means that people disagree.
 */
export type FieldView = { 
/**
 * The field's id.
 */
field: string, 
/**
 * The different values.
 */
values: Array<ValueView>, };

/**
 * What a list leaves in. All that are given must hold.
 */
export type Filter = { 
/**
 * `artefact` or `package`; both if `None`. A search also takes `note` (about no record) and `photo` (that shows
 * nothing yet), and without a kind or other condition finds all four.
 */
kind: string | null, 
/**
 * A field whose live value contains a text (as typed, case ignored for ASCII).
 */
fields: Array<[string, string]>, 
/**
 * Lies in this package, itself or by what it is in.
 */
package: RecordId | null, 
/**
 * In conflict.
 */
conflict: boolean, 
/**
 * Has no photo.
 */
no_photo: boolean, 
/**
 * Withdrawn ones: only them (`true`), only others (`false`), or all.
 */
withdrawn: boolean | null, 
/**
 * Named by a custody event of this kind.
 */
custody: string | null, };

/**
 * One finding, with a stable code; screens and scripts match the code.
 */
export type Finding = { 
/**
 * What kind it is; the verdict is computed from the kinds (FORMAT.md section 12).
 */
kind: FindingKind, 
/**
 * The stable code, lower case with hyphens: `digest-differs`.
 */
code: string, 
/**
 * The file, entry or record concerned: a bundle path, `chain/seq`, a record id.
 */
path: string, 
/**
 * What should be there.
 */
expected?: string, 
/**
 * What is there.
 */
found?: string, };

/**
 * Findings of one kind and code.
 */
export type FindingGroup = { 
/**
 * Their kind.
 */
kind: FindingKind, 
/**
 * Their code.
 */
code: string, 
/**
 * A sentence about all of them.
 */
sentence: string, 
/**
 * What it means, and what can be done.
 */
means: string, 
/**
 * How many there are.
 */
count: number, 
/**
 * All of them; the first ones where the report was cut for a screen.
 */
findings: Array<NamedFinding>, };

/**
 * What a finding says of the thing it names.
 */
export type FindingKind = "verified" | "altered" | "missing" | "unexpected" | "unverifiable";

/**
 * The text of one form.
 */
export type FormDraft = { 
/**
 * The record, or `new` with anything after it for one that is not recorded yet. Of a custody form, the event that it
 * corrects, or `new…`.
 */
subject: string, 
/**
 * By field, what stands in the form, in whatever shape the form keeps it.
 */
fields: { [key in string]: string }, 
/**
 * When it was last changed.
 */
changed: string, };

/**
 * An object as the form shows it.
 */
export type FormLine = { 
/**
 * The record.
 */
id: RecordId, 
/**
 * Its reference or number.
 */
reference: string, 
/**
 * Its title.
 */
title: string, 
/**
 * How many objects; for a package none, what is in it counts.
 */
quantity: number | null, 
/**
 * How many its record stands for; for a package none.
 */
of: number | null, 
/**
 * True where that is more than its record stands for.
 */
too_many: boolean, 
/**
 * True where the form names it, false where it goes along inside a package that is named.
 */
named: boolean, 
/**
 * The package that it is in.
 */
inside: string | null, };

/**
 * One object on the form.
 */
export type FormObject = { 
/**
 * A reference as typed or scanned, or an id.
 */
object: string, 
/**
 * How many of a lot; all of it where not said.
 */
quantity: number | null, };

/**
 * What saving from a form came to.
 */
export type FormSaved = { 
/**
 * The record.
 */
id: RecordId, 
/**
 * How many entries it took; 0 where all was so already.
 */
entries: number, 
/**
 * True if the record was made by this.
 */
created: boolean, };

/**
 * Numbers that are missing between two files.
 */
export type Gap = { 
/**
 * The folder of the file after the gap, as text.
 */
folder: string, 
/**
 * The name, without ending, of the file before the gap.
 */
after: string, 
/**
 * The name, without ending, of the file after the gap.
 */
before: string, 
/**
 * The first number missing.
 */
first: number, 
/**
 * The last number missing; smaller than `first` when the numbering began again within the gap.
 */
last: number, 
/**
 * How many numbers are missing.
 */
missing: number, };

/**
 * Where a photo claims to have been taken.
 */
export type GeoPosition = { 
/**
 * Degrees, north positive.
 */
latitude: number, 
/**
 * Degrees, east positive.
 */
longitude: number, 
/**
 * Metres above the sea, below it negative; `None` where not claimed.
 */
altitude: number | null, };

/**
 * A part of a form.
 */
export type Group = { 
/**
 * The id.
 */
id: string, 
/**
 * The heading.
 */
label: Labels, };

/**
 * The next list in the making, at headquarters.
 */
export type HeadquartersSeen = { 
/**
 * The root key.
 */
root: KeyInWords, 
/**
 * The number of the last list.
 */
published: number | null, 
/**
 * The next list says something else.
 */
changed: boolean, 
/**
 * What it says.
 */
next: ContentsSeen, };

/**
 * One change in a history.
 */
export type HistoryChange = { 
/**
 * The field.
 */
field: string, 
/**
 * The value.
 */
value: Json, 
/**
 * True if nothing replaced it.
 */
live: boolean, };

/**
 * One line of a record's history.
 */
export type HistoryLine = { 
/**
 * The entry.
 */
entry: Digest, 
/**
 * Its kind.
 */
kind: string, 
/**
 * The signer's name or fingerprint.
 */
signer: string, 
/**
 * The laptop.
 */
device: string, 
/**
 * When, by that laptop's clock.
 */
at: string, 
/**
 * That clock's offset.
 */
zone: string, 
/**
 * The reason that its signer gives, as a withdrawal does.
 */
reason: string | null, 
/**
 * What its signature is worth.
 */
standing: SignatureStanding, 
/**
 * What it changed of this record: field, value, whether that still stands.
 */
changes: Array<HistoryChange>, };

/**
 * One hit.
 */
export type HitView = { 
/**
 * The record.
 */
record: RecordId, 
/**
 * Its reference; empty for an unplaced photo or a note about no record.
 */
reference: string, 
/**
 * Its title.
 */
title: string, };

/**
 * Who holds an object, as far as stated.
 */
export type Holding = { 
/**
 * The person or body.
 */
party: Party, 
/**
 * The event that says so.
 */
event: RecordId, 
/**
 * Since when, as EDTF: the event's claimed date.
 */
since: string, 
/**
 * Whether only one side says so.
 */
status: Status, };

/**
 * What an import changed, or would change.
 */
export type ImportReport = { 
/**
 * The bundle's name.
 */
name: string, 
/**
 * False for a preview, or where the bundle brought nothing new.
 */
imported: boolean, 
/**
 * True if it brought nothing new.
 */
nothing_new: boolean, 
/**
 * New entries by kind.
 */
entries: { [key in string]: number }, 
/**
 * New places of withheld entries.
 */
withheld: number, 
/**
 * Records that the new entries create or change, by name, with the fields.
 */
records: Array<RecordChange>, 
/**
 * Originals that came with it.
 */
originals: number, 
/**
 * Originals that its entries name and that neither the bundle nor this catalogue has.
 */
lacking: Array<Digest>, 
/**
 * Conflicts that there are afterwards and were not before.
 */
new_conflicts: Array<ConflictView>, 
/**
 * The bundle's own report.
 */
report: VerifyReport, };

/**
 * What an import came to, in numbers.
 */
export type Imported = { 
/**
 * The bundle's name.
 */
name: string, 
/**
 * True if it brought nothing new, and nothing was written.
 */
nothing_new: boolean, 
/**
 * Records that are new or changed.
 */
records: number, 
/**
 * Originals that came.
 */
originals: number, 
/**
 * Originals that neither side has.
 */
lacking: number, 
/**
 * Conflicts that there are now and were not before.
 */
conflicts: number, 
/**
 * Tables, pages and other derived files that were not compared again: looking into the bundle did that.
 */
derived_left: number, };

/**
 * A bundle in the inbox.
 */
export type InboxItem = { 
/**
 * Where it lies.
 */
path: string, 
/**
 * Its name; that of its file while nobody could read it.
 */
name: string, 
/**
 * Its tag manifest's digest; `None` while nobody could read it.
 */
digest: Digest | null, 
/**
 * What became of it.
 */
state: InboxState, 
/**
 * The error's code, where there was one.
 */
code: string | null, 
/**
 * The error in words.
 */
why: string | null, 
/**
 * When that was, by this computer's clock.
 */
at: string, };

/**
 * What an import of many came to.
 */
export type InboxReport = { 
/**
 * Every bundle that was found, in the order in which they were tried.
 */
items: Array<InboxItem>, 
/**
 * How many came in.
 */
imported: number, 
/**
 * How many brought nothing new.
 */
nothing_new: number, 
/**
 * How many did not come in, or still wait.
 */
left: number, };

/**
 * What became of a bundle in the inbox.
 */
export type InboxState = "seen" | "imported" | "nothing_new" | "refused" | "waiting_for_base" | "waiting_for_key";

/**
 * A value as it comes in.
 */
export type Input = { "text": string } | { "value": Json } | "nothing";

/**
 * What is known about one file. Whatever it does not claim is `None`.
 */
export type Inspection = { 
/**
 * The SHA-256 of its bytes.
 */
sha256: Digest, 
/**
 * Its length in bytes.
 */
size: number, 
/**
 * Its media type, from its first bytes.
 */
media_type: string, 
/**
 * Columns of the picture as shown upright.
 */
width: number | null, 
/**
 * Lines of the picture as shown upright.
 */
height: number | null, 
/**
 * EXIF orientation, 1 to 8.
 */
orientation: number | null, 
/**
 * When it claims to have been taken.
 */
captured: Captured | null, 
/**
 * The maker of the camera.
 */
make: string | null, 
/**
 * The camera's model.
 */
model: string | null, 
/**
 * The lens.
 */
lens: string | null, 
/**
 * The camera's serial number (BodySerialNumber).
 */
serial: string | null, 
/**
 * Where it claims to have been taken.
 */
gps: GeoPosition | null, 
/**
 * The program or firmware that wrote it.
 */
software: string | null, 
/**
 * What a person should know.
 */
warnings: Array<Warning>, };

/**
 * How many files an intake saw, and what became of them.
 */
export type IntakeCounts = { 
/**
 * All of them.
 */
seen: number, 
/**
 * Held now and not before.
 */
taken: number, 
/**
 * Held already.
 */
held: number, 
/**
 * Left out.
 */
skipped: number, 
/**
 * Not readable.
 */
unreadable: number, 
/**
 * Numbers that the camera's numbering leaves out.
 */
missing_numbers: number, };

/**
 * One line of an intake's list: a file that was seen, and what became of it.
 */
export type IntakeFile = { 
/**
 * The name, as the medium has it; where that is no valid text, a likeness of it.
 */
name: string, 
/**
 * The exact bytes of such a name in hex.
 */
name_hex: string | null, 
/**
 * The folder below what was given, as text.
 */
path: string, 
/**
 * The size in bytes that the medium said; `None` where it said none.
 */
size: number | null, 
/**
 * Milliseconds since 1970 that the medium claimed, for information only.
 */
modified: number | null, 
/**
 * What became of it.
 */
outcome: Outcome, 
/**
 * Why it was left out or could not be read, a stable word such as `system_file`.
 */
reason: string | null, 
/**
 * The digest of its bytes, where they are held.
 */
sha256: Digest | null, };

/**
 * How to take in a card or folder.
 */
export type IntakeOptions = { 
/**
 * Files and folders.
 */
sources: Array<string>, 
/**
 * What is written on the card.
 */
label: string, 
/**
 * The artefact that the photos show, if that is known already.
 */
artefact: RecordId | null, 
/**
 * The view that they show it in.
 */
view: string | null, };

/**
 * What an intake came to.
 */
export type IntakeReport = { 
/**
 * The intake's id.
 */
intake: string, 
/**
 * How many files of each outcome.
 */
counts: IntakeCounts, 
/**
 * Each file, with its outcome.
 */
files: Array<IntakeFile>, 
/**
 * Gaps in the camera's numbering.
 */
gaps: Array<Gap>, 
/**
 * Photos that claim no capture time.
 */
no_capture_time: number, 
/**
 * What was odd about files, by name.
 */
warnings: Array<[string, string]>, 
/**
 * True if it was stopped before the end; what was taken is kept, and taking the card in again goes on.
 */
stopped: boolean, };

/**
 * What an intake came to.
 */
export type IntakeResult = { 
/**
 * The report.
 */
report: IntakeReport, 
/**
 * Why it was stopped, if it was.
 */
why: Problem | null, };

/**
 * An artefact or package as lists show it.
 */
export type ItemRow = { 
/**
 * The record.
 */
record: RecordId, 
/**
 * `artefact` or `package`.
 */
kind: string, 
/**
 * The reference or number to show; empty if it has none.
 */
reference: string, 
/**
 * The title or description to show.
 */
title: string, 
/**
 * How many objects it stands for.
 */
quantity: number, 
/**
 * True if it is withdrawn.
 */
withdrawn: boolean, 
/**
 * How many live placements show it.
 */
photos: number, };

/**
 * What a job does.
 */
export type JobKind = "intake" | "export_preview" | "export" | "dossier" | "import_preview" | "import" | "inbox" | "likeness" | "join" | "verify" | "rebuild" | "backup" | "example" | "labels";

/**
 * Where a job stands.
 */
export type JobState = "running" | "stopping" | "done" | "cancelled" | "failed";

/**
 * What a stage counts.
 */
export type JobUnit = "bytes" | "items";

/**
 * A job as it is shown.
 */
export type JobView = { 
/**
 * Its number.
 */
id: number, 
/**
 * What it does.
 */
kind: JobKind, 
/**
 * What it concerns, as the person named it: a card's label, a bundle's name.
 */
subject: string, 
/**
 * Where it stands.
 */
state: JobState, 
/**
 * The stage: a stable word such as `reading`, `checking`, `writing`; empty before the first.
 */
stage: string, 
/**
 * How much of the stage is done.
 */
done: number, 
/**
 * How much there is to do, if that is known.
 */
total: number | null, 
/**
 * What the numbers count.
 */
unit: JobUnit, 
/**
 * Units a second, as it goes now; unknown at first.
 */
speed: number | null, 
/**
 * Seconds until the stage is done at this speed.
 */
seconds_left: number | null, 
/**
 * The result, once it is done; its type goes with the command that began the job.
 */
result: unknown, 
/**
 * Why it failed.
 */
problem: Problem | null, };

/**
 * What joining came to.
 */
export type Joined = { 
/**
 * The new catalogue, which is open now.
 */
opened: Opened, 
/**
 * What came with the bundle.
 */
report: ImportReport, };

/**
 * A JSON value as evidence may hold it.
 */
export type Json = unknown;

/**
 * A key as people compare it.
 */
export type KeyInWords = { 
/**
 * As OpenSSH shows it.
 */
fingerprint: string, 
/**
 * Its first 80 bits as ten words, and one that checks them.
 */
words: string, 
/**
 * The fingerprint as a code: its edge in modules.
 */
code_size: number, 
/**
 * The fingerprint as a code: its dark modules as an SVG path.
 */
code: string, };

/**
 * Somebody whose key signed.
 */
export type KeySeen = { 
/**
 * The name that the list from outside gives; `None` if the key is not on one.
 */
listed: string | null, 
/**
 * What the list says of the key as a signer of entries, whenever they were signed; of a key that is revoked, and of which
 * every signature in the bundle is proven to be older, that this was fixed before.
 */
standing: SignatureStanding, 
/**
 * The name that the entries give; it proves nothing.
 */
claimed: string, 
/**
 * The laptop, as it calls itself.
 */
device: string, 
/**
 * The key's fingerprint.
 */
fingerprint: string, 
/**
 * How many entries of this chain are here.
 */
entries: number, 
/**
 * The chain.
 */
chain: string, };

/**
 * A key as it is shown; nothing of it is secret.
 */
export type KeyView = { 
/**
 * Its file.
 */
path: string, 
/**
 * Its fingerprint.
 */
fingerprint: string, 
/**
 * The public key, in OpenSSH's form.
 */
public: string, 
/**
 * False if whoever finds the file can sign.
 */
encrypted: boolean, 
/**
 * Whose it is.
 */
signer: SignerDetails, 
/**
 * The line by which others can check its signatures.
 */
allowed_signers: string, };

/**
 * A bundle of which an entry here tells.
 */
export type KnownBundle = { 
/**
 * Its name.
 */
name: string, 
/**
 * Its tag manifest's digest.
 */
digest: Digest, 
/**
 * `full`, `since`, `dossier` or `invite`.
 */
kind: string, 
/**
 * True if it was exported; false if it was imported.
 */
exported: boolean, 
/**
 * True if this catalogue did so; false if the entry came from another one.
 */
mine: boolean, 
/**
 * Who did, by name or fingerprint.
 */
signer: string, 
/**
 * On which laptop.
 */
device: string, 
/**
 * When, by that laptop's clock.
 */
at: string, 
/**
 * That clock's offset.
 */
zone: string, 
/**
 * The head code of the signer's chain at which the bundle ends.
 */
head_code: string | null, 
/**
 * How many files it has, where the entry says so.
 */
files: number | null, 
/**
 * How many bytes it has, where the entry says so.
 */
bytes: number | null, };

/**
 * What the labels are printed on.
 */
export type LabelLayout = "a4" | "roll";

/**
 * A part of a list of labels.
 */
export type LabelPage = { 
/**
 * How many there are in all.
 */
total: number, 
/**
 * Those of this page.
 */
rows: Array<LabelRow>, };

/**
 * An object and its label.
 */
export type LabelRow = { 
/**
 * The record.
 */
id: RecordId, 
/**
 * `artefact` or `package`.
 */
kind: string, 
/**
 * Its reference or number.
 */
reference: string, 
/**
 * Its title or description.
 */
title: string, 
/**
 * When its label was printed here, by this laptop's clock.
 */
printed: string | null, 
/**
 * True where a photo shows it with its label.
 */
photographed: boolean, };

/**
 * A text in several languages, by language code (`en`, `fr`, `km`, `prs`).
 */
export type Labels = { [key in string]: string };

/**
 * A language in which pages can be made.
 */
export type Language = "en" | "fr" | "km" | "prs";

/**
 * Whether the site may be left.
 */
export type LeaveCheck = { 
/**
 * True where every line is green.
 */
ready: boolean, 
/**
 * The worst of the lines.
 */
light: Light, 
/**
 * The questions, in the order of the work.
 */
lines: Array<LeaveLine>, 
/**
 * Artefacts recorded.
 */
artefacts: number, 
/**
 * Objects that they stand for.
 */
objects: number, 
/**
 * The heads to write down, that of the unlocked key first. Exporting next keeps them as they are.
 */
heads: Array<LeaveHead>, 
/**
 * Entries of these chains that no export of this catalogue covers.
 */
not_exported: number, };

/**
 * The end of a chain that this catalogue writes.
 */
export type LeaveHead = { 
/**
 * The signer's name or fingerprint.
 */
signer: string, 
/**
 * This laptop.
 */
device: string, 
/**
 * The number of the last entry.
 */
seq: number, 
/**
 * The code to be written on paper.
 */
code: string, 
/**
 * True if it belongs to the key that is unlocked now.
 */
current: boolean, };

/**
 * One object, draft or event that keeps a line from being green.
 */
export type LeaveItem = { 
/**
 * The record; of a draft about none, its kind and number, or of a new record's form its subject (`form:new…`).
 */
id: string, 
/**
 * What it is called; of a draft without a name of its own, its kind.
 */
name: string, 
/**
 * Its title; empty where it has none.
 */
title: string, 
/**
 * What is missing: ids of views, codes of findings.
 */
missing: Array<string>, };

/**
 * What a line asks.
 */
export type LeaveKey = "recorded" | "references" | "views" | "labels" | "bags" | "drafts" | "photos" | "counts" | "hand_overs" | "conflicts";

/**
 * One question and its answer.
 */
export type LeaveLine = { 
/**
 * The question.
 */
key: LeaveKey, 
/**
 * The answer.
 */
light: Light, 
/**
 * How many are not in order.
 */
count: number, 
/**
 * Of how many.
 */
of: number, 
/**
 * The first of them.
 */
items: Array<LeaveItem>, };

/**
 * How a line stands.
 */
export type Light = "green" | "amber" | "red";

/**
 * The beginning of the queue of pairs.
 */
export type LikenessQueue = { 
/**
 * The first of them: undecided ones before the others, strongest first.
 */
pairs: Array<LikenessView>, 
/**
 * How many there are in all.
 */
total: number, 
/**
 * How many of them wait for a decision.
 */
open: number, };

/**
 * What people said of two artefacts.
 */
export type LikenessStanding = "disputed" | "proposed" | "linked" | "apart";

/**
 * Two artefacts that may be one object, or of which people said so or not.
 */
export type LikenessView = { 
/**
 * A name for the pair, by which it can be decided: 32 digits, of which the beginning will do.
 */
id: string, 
/**
 * The two, in order.
 */
artefacts: [RecordId, RecordId], 
/**
 * What they are called.
 */
names: [string, string], 
/**
 * Their titles.
 */
titles: [string, string], 
/**
 * Why they may be one; empty where somebody decided and nothing speaks for it.
 */
reasons: Array<Reason>, 
/**
 * What people said.
 */
standing: LikenessStanding, 
/**
 * Who said it, and when.
 */
said: Array<ValueView>, };

/**
 * A run of bytes of a line.
 */
export type LinePart = { 
/**
 * The bytes as text; of a member that is not fixed yet, what would stand there at this moment.
 */
text: string, 
/**
 * The member's name where only signing fixes it: its time, its random salt, the number of the act of saving.
 */
at_signing: string | null, };

/**
 * A window of a list.
 */
export type ListPage = { 
/**
 * How many rows the list has.
 */
total: number, 
/**
 * True if the words match more than are listed: the search should be narrowed.
 */
more: boolean, 
/**
 * Where the window begins.
 */
offset: number, 
/**
 * Its rows.
 */
rows: Array<ArtefactRow>, };

/**
 * Which list.
 */
export type ListRequest = { 
/**
 * The words to search for; empty for all.
 */
text: string, 
/**
 * The order.
 */
sort: Sort, 
/**
 * The order turned round.
 */
reversed: boolean, 
/**
 * The filters; all must hold.
 */
chips: Array<Chip>, };

/**
 * A list whose root counts here.
 */
export type ListSeen = { 
/**
 * Its number.
 */
number: number, 
/**
 * When headquarters signed it.
 */
issued: string, 
/**
 * What it says.
 */
contents: ContentsSeen, };

/**
 * A key on a list.
 */
export type ListedSeen = { 
/**
 * Under which name of the list.
 */
principal: string, 
/**
 * The person's name.
 */
name: string, 
/**
 * The key's fingerprint.
 */
fingerprint: string, 
/**
 * The key's words.
 */
words: string, 
/**
 * May sign receipts for headquarters.
 */
headquarters: boolean, 
/**
 * First second at which it counts.
 */
valid_after: string | null, 
/**
 * Last second at which it counts.
 */
valid_before: string | null, 
/**
 * What it comes to now.
 */
state: ListedState, };

/**
 * What a line of a list comes to now.
 */
export type ListedState = "current" | "not_yet" | "ended" | "revoked";

/**
 * Which records are asked for.
 */
export type LookFilter = { 
/**
 * Only of this kind.
 */
kind: string | null, 
/**
 * Only those about which a conflict would arise.
 */
conflicts: boolean, };

/**
 * A part of the list of records.
 */
export type LookPage = { 
/**
 * How many fit the filter.
 */
total: number, 
/**
 * The ones from the place that was asked for.
 */
items: Array<RecordLook>, };

/**
 * What a bundle would change, in numbers.
 */
export type LookSummary = { 
/**
 * The bundle's name.
 */
name: string, 
/**
 * Where it is.
 */
path: string, 
/**
 * `full`, `since`, `dossier`, `invite` or `unknown`.
 */
kind: string, 
/**
 * Its tag manifest's digest.
 */
digest: Digest, 
/**
 * Why it cannot come in; `None` if it can.
 */
refused: Refusal | null, 
/**
 * True if it brings nothing new.
 */
nothing_new: boolean, 
/**
 * New entries by kind.
 */
entries: { [key in string]: number }, 
/**
 * New places of withheld entries.
 */
withheld: number, 
/**
 * Records that it creates or changes, by kind.
 */
records: { [key in string]: TouchedCount }, 
/**
 * Rows of the list of records.
 */
rows: number, 
/**
 * Originals that would come.
 */
originals: number, 
/**
 * Their bytes.
 */
original_bytes: number, 
/**
 * Originals that its entries name and that neither side has.
 */
lacking: number, 
/**
 * Conflicts that would arise.
 */
conflicts: number, 
/**
 * Whose entries they are.
 */
bringers: Array<Bringer>, };

/**
 * A bundle that was looked into. Its records are asked for by pages.
 */
export type Looked = { 
/**
 * Its number on the shelf.
 */
look: number, 
/**
 * What it comes to.
 */
summary: LookSummary, 
/**
 * The bundle's own check, cut to the first findings of each kind.
 */
report: CourtReport, 
/**
 * The first conflicts that would arise.
 */
conflicts: Array<ConflictView>, };

/**
 * A list that was chosen, before it is installed. At first contact nothing of its root is shown: the words come from
 * paper, and what stands on the screen would only be copied.
 */
export type LookedList = { 
/**
 * Its folder.
 */
folder: string, 
/**
 * The list.
 */
list: ListSeen, 
/**
 * No root is pinned here: the words from paper are needed.
 */
first: boolean, 
/**
 * It is the one that is installed.
 */
same: boolean, 
/**
 * The number of the list that is installed.
 */
installed: number | null, 
/**
 * Listed here and not there.
 */
added: Array<ListedSeen>, 
/**
 * Listed there and not here.
 */
gone: Array<ListedSeen>, 
/**
 * Revoked here and not there.
 */
revoked: Array<RevokedSeen>, };

/**
 * A receipt that stands on the disk.
 */
export type MadeReceipt = { 
/**
 * The receipt.
 */
path: string, 
/**
 * Its signature.
 */
signature: string, 
/**
 * The digest of its text.
 */
digest: Digest, 
/**
 * Fingerprint of the key that signed it.
 */
signer: string, 
/**
 * When, by this computer's clock.
 */
at: string, 
/**
 * That clock's offset.
 */
zone: string, 
/**
 * How many ends of chains and branches it names.
 */
heads: number, 
/**
 * How many originals it says are lacking.
 */
lacks: number, };

/**
 * One finding with the name of what it is about.
 */
export type NamedFinding = { 
/**
 * What it is about: `Photo of SC/1, overall front`.
 */
subject: string, 
/**
 * What is known besides, such as the file's name on the card.
 */
detail?: string, 
/**
 * The file, entry or record, as in the check.
 */
path: string, 
/**
 * What should be there.
 */
expected: string | null, 
/**
 * What is there.
 */
found: string | null, 
/**
 * Bytes that were sealed, where it is an original and known.
 */
sealed_size: number | null, 
/**
 * Bytes that are there.
 */
found_size: number | null, 
/**
 * The SHA-256 under which it was sealed, where it is an original.
 */
original: Digest | null, };

/**
 * What an operation begins with.
 */
export type NewOperation = { 
/**
 * Its reference, `LON-2025-114`.
 */
reference: string, 
/**
 * What it is called.
 */
title: string, 
/**
 * Where it takes place.
 */
place: string, 
/**
 * Further registers of the operation.
 */
more: Array<[string, Json]>, };

/**
 * Why a bundle does not fit.
 */
export type NoRoom = "full" | "file_too_large" | "zip_too_large";

/**
 * What a note says; the same in a draft and, once sealed, in its entry.
 */
export type NoteDraft = { 
/**
 * The title; may be empty.
 */
title: string, 
/**
 * The text.
 */
text: string, 
/**
 * The language as BCP 47 writes it, `en`, `km`, `fa-AF`; empty where not said.
 */
language: string, 
/**
 * The records that it is about.
 */
about: Array<RecordId>, 
/**
 * The photos that it refers to.
 */
photos: Array<RecordId>, 
/**
 * The sealed note that it adds to.
 */
addendum_to: RecordId | null, };

/**
 * A draft of a note.
 */
export type NoteDraftView = { 
/**
 * Its number.
 */
number: number, 
/**
 * When it was last changed.
 */
changed: string, 
/**
 * What it says.
 */
note: NoteDraft, };

/**
 * Some of the sealed notes, the newest first.
 */
export type NotePage = { 
/**
 * How many there are in all.
 */
total: number, 
/**
 * Those of this page.
 */
notes: Array<NoteView>, };

/**
 * A sealed note as it is shown.
 */
export type NoteView = { 
/**
 * Its id.
 */
id: RecordId, 
/**
 * The digest of the sealed line.
 */
digest: Digest, 
/**
 * The title.
 */
title: string, 
/**
 * The text.
 */
text: string, 
/**
 * The language, if said.
 */
language: string, 
/**
 * What it is about, by name.
 */
about: Array<string>, 
/**
 * Photos that go with it.
 */
photos: Array<RecordId>, 
/**
 * The note to which this is an addendum.
 */
addendum_to: RecordId | null, 
/**
 * Addenda to this one.
 */
addenda: Array<RecordId>, 
/**
 * The signer's name or fingerprint.
 */
signer: string, 
/**
 * The laptop.
 */
device: string, 
/**
 * When, by that laptop's clock.
 */
at: string, 
/**
 * That clock's offset.
 */
zone: string, 
/**
 * Its place: chain and number.
 */
chain: string, 
/**
 * Its place in the chain.
 */
seq: number, 
/**
 * What its signature is worth.
 */
standing: SignatureStanding, };

/**
 * A draft as it is shown.
 */
export type OpenNote = { 
/**
 * Its number in this catalogue.
 */
number: number, 
/**
 * When it was last changed.
 */
changed: string, 
/**
 * What it is about, by name, in the order of `about`.
 */
names: Array<string>, 
/**
 * What it says.
 */
note: NoteDraft, };

/**
 * What an earlier run that was cut off had left, put in order when the catalogue was opened.
 */
export type Opened = { 
/**
 * The catalogue's folder.
 */
catalogue: string, 
/**
 * Files that no entry names, moved to `quarantine/`.
 */
quarantined: number, 
/**
 * Files that were cut off while they were taken in: their card has to be taken in again.
 */
not_kept: number, };

/**
 * An operation: 16 random bytes, chosen before the first `chain.start`.
 */
export type OperationId = string;

/**
 * An operation as it is shown.
 */
export type OperationView = { 
/**
 * Its id.
 */
id: OperationId, 
/**
 * Its registers that hold one value or more, by field.
 */
fields: Array<[string, Array<Json>]>, 
/**
 * The templates in force.
 */
templates: Array<string>, 
/**
 * Those who signed here.
 */
signers: Array<SignerView>, 
/**
 * The chains and where they stand.
 */
chains: Array<ChainView>, 
/**
 * Artefacts recorded, of all not withdrawn.
 */
artefacts: number, 
/**
 * Packages, of all not withdrawn.
 */
packages: number, 
/**
 * Entries held.
 */
entries: number, };

/**
 * What became of one file that an intake saw.
 */
export type Outcome = "taken" | "held" | "skipped" | "unreadable";

/**
 * How far the work is.
 */
export type Overview = { 
/**
 * Artefacts recorded and not withdrawn; all below are of these.
 */
recorded: number, 
/**
 * With a photo at least.
 */
photographed: number, 
/**
 * In a package.
 */
packed: number, 
/**
 * That lack a counted field or view.
 */
incomplete: number, 
/**
 * Notes sealed.
 */
notes_sealed: number, 
/**
 * Conflicts that wait for a decision, of all records.
 */
conflicts: number, 
/**
 * Photos that wait for their place.
 */
unplaced_photos: number, 
/**
 * Notes that wait to be sealed.
 */
note_drafts: number, 
/**
 * Forms with text that is not saved.
 */
form_drafts: number, 
/**
 * Custody forms that are begun and not signed.
 */
custody_drafts: number, };

/**
 * A package in the tree.
 */
export type PackageNode = { 
/**
 * The record.
 */
id: RecordId, 
/**
 * The number on it.
 */
number: string, 
/**
 * What it is and looks like.
 */
description: string, 
/**
 * `bag`, `box`, `crate` …
 */
kind: string, 
/**
 * The seals on it, by its record.
 */
seals: Array<string>, 
/**
 * The package that it is in.
 */
inside: RecordId | null, 
/**
 * How deep it stands in the tree; 0 for one that is in none.
 */
depth: number, 
/**
 * Artefacts and packages directly in it.
 */
contents: number, 
/**
 * Objects in it, however deep.
 */
objects: number, };

/**
 * A package as it is shown.
 */
export type PackageView = { 
/**
 * Its id.
 */
id: RecordId, 
/**
 * Its number.
 */
number: string, 
/**
 * Bag, box, crate …
 */
kind: string, 
/**
 * The seals on it, by its record.
 */
seals: Array<string>, 
/**
 * True if withdrawn.
 */
withdrawn: boolean, 
/**
 * What it is in, outermost last.
 */
inside: Array<string>, 
/**
 * What is in it, directly: reference, title, quantity.
 */
contents: Array<ContentView>, 
/**
 * How many objects are in it in all, what is in its packages included.
 */
objects: number, 
/**
 * Its fields.
 */
fields: Array<FieldView>, };

/**
 * What a scan came to.
 */
export type Packed = { 
/**
 * What became of it.
 */
state: PackedState, 
/**
 * What was scanned.
 */
thing: ContentView, 
/**
 * The package that is open now.
 */
package: RecordId | null, 
/**
 * Its number.
 */
number: string | null, 
/**
 * What the thing was in before, so that a person can put it back.
 */
before: RecordId | null, };

/**
 * What became of a scan.
 */
export type PackedState = "opened" | "put" | "moved" | "already_in" | "no_package";

/**
 * Some of the packages, and the counts.
 */
export type Packing = { 
/**
 * The packages of this page, each right after what it is in.
 */
packages: Array<PackageNode>, 
/**
 * How many were asked for, on all pages.
 */
total: number, 
/**
 * Where the page begins.
 */
offset: number, 
/**
 * Artefacts to be packed in all.
 */
artefacts: number, 
/**
 * Artefacts in no package.
 */
unpacked: number, 
/**
 * A free number for the next package, from the last one's.
 */
next_number: string | null, };

/**
 * Which of the packages.
 */
export type PackingRequest = { 
/**
 * Only those that are in no other and have an object in them, however deep.
 */
outermost: boolean, 
/**
 * How many to pass over.
 */
offset: number, 
/**
 * How many at most.
 */
limit: number, };

/**
 * A person or body that gave or took; at least name or organisation is given.
 */
export type Party = { 
/**
 * The person's name; empty where unknown.
 */
name: string, 
/**
 * The agency, museum or company; empty where there is none.
 */
organisation: string, 
/**
 * The person's role; empty where unknown.
 */
role: string, };

/**
 * Wiped when it is dropped; never written or logged.
 */
export type Passphrase = string;

/**
 * One photo in full, for the viewer.
 */
export type PhotoDetails = { 
/**
 * The tile.
 */
tile: PhotoTile, 
/**
 * Its size in bytes.
 */
size: number, 
/**
 * What its metadata claims.
 */
claims: Json, 
/**
 * The words that describe it.
 */
caption: string | null, 
/**
 * By how much the camera's clock was wrong, as somebody says.
 */
clock_error: Json | null, 
/**
 * Each act of intake, with the entry that says so.
 */
intakes: Array<TakenIn>, 
/**
 * The regions and lengths marked in it.
 */
regions: Array<RegionView>, 
/**
 * The grid of its tiles; `None` where it shows no picture.
 */
pyramid: Pyramid | null, };

/**
 * A window of a list of photos.
 */
export type PhotoList = { 
/**
 * How many there are in all.
 */
total: number, 
/**
 * Those of the window: what shows nothing yet first, then by claimed time, those without one last.
 */
photos: Array<PhotoTile>, };

/**
 * Which photos, and which window of them.
 */
export type PhotoListRequest = { 
/**
 * Only those that show nothing yet (`true`), or only others.
 */
waiting: boolean | null, 
/**
 * How many are left out at the beginning.
 */
offset: number, 
/**
 * How many at most.
 */
limit: number, };

/**
 * A photo of a record that would change.
 */
export type PhotoLook = { 
/**
 * The photo's SHA-256.
 */
photo: Digest | null, 
/**
 * The view.
 */
view: string, 
/**
 * True if it would be placed; false if it would be taken off.
 */
placed: boolean, 
/**
 * True if its original is held here already.
 */
held: boolean, };

/**
 * That a photo shows an artefact.
 */
export type PhotoPlacement = { 
/**
 * The placement.
 */
placement: RecordId, 
/**
 * The artefact's reference.
 */
artefact: string, 
/**
 * The view.
 */
view: string, };

/**
 * Photos that were taken one after the other.
 */
export type PhotoRun = { 
/**
 * The photos, in the order in which they were taken.
 */
photos: Array<TrayPhoto>, 
/**
 * The camera that they claim; may be empty.
 */
camera: string, 
/**
 * The pause before it in seconds.
 */
pause: number | null, 
/**
 * What the label says that was photographed with them.
 */
label: string | null, 
/**
 * The artefact that has this reference. A suggestion, never an entry.
 */
suggestion: RunSuggestion | null, };

/**
 * A photo as a tile.
 */
export type PhotoTile = { 
/**
 * Its id.
 */
id: RecordId, 
/**
 * SHA-256 of its bytes.
 */
sha256: Digest, 
/**
 * The name under which it was first taken in.
 */
name: string, 
/**
 * The media type.
 */
media_type: string, 
/**
 * The capture time that it claims; `None` where it claims none.
 */
taken: string | null, 
/**
 * Columns and lines, upright, as it claims.
 */
width: number | null, 
/**
 * The lines.
 */
height: number | null, 
/**
 * What it shows.
 */
placements: Array<TilePlacement>, 
/**
 * How many regions and lengths are marked in it.
 */
regions: number, 
/**
 * How many acts of intake took it in; more than one is a duplicate that counts once.
 */
taken_in: number, 
/**
 * The original is here: what is signed can be shown.
 */
held: boolean, 
/**
 * There is a small picture of it; without one its kind or its damage lets none be made.
 */
picture: boolean, 
/**
 * It is withdrawn.
 */
withdrawn: boolean, };

/**
 * The photos that show nothing yet, in runs.
 */
export type PhotoTray = { 
/**
 * How many there are in all.
 */
total: number, 
/**
 * Runs in the order of their times; photos without a time last.
 */
runs: Array<PhotoRun>, 
/**
 * How many photos were not yet searched for a label.
 */
unread: number, };

/**
 * A photo as it is shown.
 */
export type PhotoView = { 
/**
 * Its id.
 */
id: RecordId, 
/**
 * SHA-256 of its bytes.
 */
sha256: Digest, 
/**
 * Its size in bytes.
 */
size: number, 
/**
 * The names under which it was taken in.
 */
names: Array<string>, 
/**
 * The media type.
 */
media_type: string, 
/**
 * What its metadata claims.
 */
claims: Json, 
/**
 * The label of the card.
 */
label: string, 
/**
 * What it shows: artefact and view.
 */
placements: Array<PhotoPlacement>, 
/**
 * The photo that it accompanies.
 */
companion_of: RecordId | null, 
/**
 * The photo of which it is a working copy.
 */
derived_from: RecordId | null, 
/**
 * By how much the camera's clock was wrong.
 */
clock_error: Json | null, 
/**
 * True if withdrawn.
 */
withdrawn: boolean, 
/**
 * True if its original is here.
 */
held: boolean, };

/**
 * What placing photos did; enough to take it back.
 */
export type Placed = { 
/**
 * The placements that are new.
 */
placed: Array<RecordId>, 
/**
 * The placements that were withdrawn for them.
 */
withdrawn: Array<RecordId>, };

/**
 * A photo of an artefact.
 */
export type PlacementView = { 
/**
 * The placement.
 */
placement: RecordId, 
/**
 * The photo.
 */
photo: RecordId, 
/**
 * The view that it shows.
 */
view: string, };

/**
 * What went wrong, what is safe, what to do.
 */
export type Problem = { 
/**
 * The stable code.
 */
code: Code, 
/**
 * What was being done, as a phrase.
 */
doing: string, 
/**
 * The path, reference or id it concerned.
 */
subject: string | null, 
/**
 * What happened, in a sentence's fragment.
 */
what: string, 
/**
 * What is safe, when that is not obvious.
 */
safe: string | null, 
/**
 * What the person can do.
 */
remedy: string | null, };

/**
 * The files that somebody named.
 */
export type ProofFiles = { 
/**
 * Receipts of headquarters, besides those that lie in the bundle; the signature of each stands beside it.
 */
receipts: Array<string>, 
/**
 * An authority's answer about when the bundle existed; without it the one beside the bundle, if there is one.
 */
token: string | null, 
/**
 * Certificates (PEM) of time-stamping authorities whose word counts.
 */
authorities: string | null, };

/**
 * One thing that the check has proven.
 */
export type ProvenFact = { 
/**
 * `signature`, `time`, `digest`, `entry`, `fixed`, `head`, `original`,
 * `derived`, `photo`, `chains`, `signers`.
 */
what: string, 
/**
 * How many things.
 */
count: number, 
/**
 * In words.
 */
sentence: string, };

/**
 * A list that was signed and handed out.
 */
export type Published = { 
/**
 * Its number.
 */
number: number, 
/**
 * The folder to be carried to the laptops.
 */
folder: string, 
/**
 * What is on this computer now.
 */
trust: TrustSeen, };

/**
 * The grid of one original's tiles.
 */
export type Pyramid = { 
/**
 * Columns of the original's picture, upright.
 */
width: number, 
/**
 * Its lines.
 */
height: number, 
/**
 * The edge of a tile.
 */
tile: number, 
/**
 * The number of levels below the finest; the finest is the original's own size.
 */
levels: number, 
/**
 * The finest level that is within this version's limits: `levels - 1`, or less for a monstrous picture.
 */
finest: number, };

/**
 * Why two artefacts may be one object.
 */
export type Reason = { "why": "same_reference", 
/**
 * Its compare key.
 */
key: string, } | { "why": "same_photo", 
/**
 * The photo.
 */
photo: Digest, } | { "why": "like_photo", 
/**
 * The photo of the first.
 */
first: Digest, 
/**
 * The photo of the second.
 */
second: Digest, 
/**
 * In how many of 64 bits the looks differ.
 */
distance: number, } | { "why": "like_text", 
/**
 * How many different words they share.
 */
shared: number, 
/**
 * How many different words they have together.
 */
of: number, };

/**
 * Who accepted a receipt.
 */
export type ReceiptAcceptance = { 
/**
 * True if this catalogue did; false if the entry came from another one.
 */
mine: boolean, 
/**
 * The signer, by name or fingerprint.
 */
signer: string, 
/**
 * On which laptop.
 */
device: string, 
/**
 * When, by that laptop's clock.
 */
at: string, 
/**
 * That clock's offset.
 */
zone: string, };

/**
 * A head that a receipt names.
 */
export type ReceiptHead = { 
/**
 * Its head code, as on paper.
 */
code: string, 
/**
 * True if it is held here.
 */
held: boolean, 
/**
 * True if this catalogue wrote the chain.
 */
mine: boolean, 
/**
 * On which laptop it was written, where that is known.
 */
device: string, 
/**
 * The chain.
 */
chain: ChainId, 
/**
 * The place, counted from 1.
 */
seq: number, 
/**
 * link(seq).
 */
link: Digest, };

/**
 * An original that a receipt says is lacking.
 */
export type ReceiptLacking = { 
/**
 * Its SHA-256.
 */
sha256: Digest, 
/**
 * Its size in bytes.
 */
size: number, 
/**
 * True if its file is here.
 */
held: boolean, };

/**
 * A receipt, in short.
 */
export type ReceiptLine = { 
/**
 * The digest of its text.
 */
digest: Digest, 
/**
 * Fingerprint of the key that signed it.
 */
signer: string, 
/**
 * Whose key that is, by their own word, where an entry here says so.
 */
signer_name: string | null, 
/**
 * When, by headquarters' clock.
 */
at: string, 
/**
 * That clock's offset.
 */
zone: string, 
/**
 * The number of the list of signers in force there.
 */
list: number | null, 
/**
 * How many ends of chains and branches it names.
 */
heads: number, 
/**
 * How many originals it says are lacking.
 */
lacks: number, 
/**
 * True for the one that `--since receipt` means.
 */
newest: boolean, 
/**
 * Who accepted it; none where it was only read.
 */
accepted: Array<ReceiptAcceptance>, };

/**
 * A receipt in full.
 */
export type ReceiptView = { 
/**
 * In short.
 */
receipt: ReceiptLine, 
/**
 * The ends of chains and branches.
 */
heads: Array<ReceiptHead>, 
/**
 * What headquarters lacks.
 */
lacks: Array<ReceiptLacking>, };

/**
 * A catalogue that was open here.
 */
export type Recent = { 
/**
 * Its folder.
 */
path: string, 
/**
 * The operation's reference.
 */
reference: string, 
/**
 * What the operation is called.
 */
title: string, 
/**
 * When it was last open, `2025-11-13T09:41:07.123Z`.
 */
opened: string, };

/**
 * A catalogue that was open here.
 */
export type RecentView = { 
/**
 * True if it is there now; else its disk is missing, or it was moved.
 */
there: boolean, 
/**
 * Its folder.
 */
path: string, 
/**
 * The operation's reference.
 */
reference: string, 
/**
 * What the operation is called.
 */
title: string, 
/**
 * When it was last open, `2025-11-13T09:41:07.123Z`.
 */
opened: string, };

/**
 * Whose a public key is for which a bundle is to be encrypted.
 */
export type Recipient = { 
/**
 * The key's fingerprint.
 */
fingerprint: string, 
/**
 * What its file says behind the key: a claim.
 */
comment: string, 
/**
 * Whose it is by their own word, where an entry here tells.
 */
name: string | null, 
/**
 * Under which name the list of signers that was given has it as one that gives receipts.
 */
listed: string | null, };

/**
 * What an import does to one record.
 */
export type RecordChange = { 
/**
 * The record.
 */
record: RecordId, 
/**
 * What it is called afterwards.
 */
name: string, 
/**
 * True if it was not known before.
 */
new: boolean, 
/**
 * The fields that change.
 */
fields: Array<string>, };

/**
 * One record in full.
 */
export type RecordDetail = { 
/**
 * The record as in the list.
 */
record: RecordLook, 
/**
 * Fields that would change.
 */
fields: Array<FieldLook>, 
/**
 * Photos that would be placed on it or taken off.
 */
photos: Array<PhotoLook>, 
/**
 * The entries about it that would come.
 */
entries: Array<EntryLook>, };

/**
 * A record's id as it stands in entries: `artefact:` and the hex digits. Unknown kinds are kept as they are. Cheap to
 * clone: each change of an entry names its record.
 */
export type RecordId = string;

/**
 * The kinds of record that the format knows.
 */
export type RecordKind = "operation" | "signer" | "artefact" | "package" | "photo" | "placement" | "note" | "custody";

/**
 * One record that would change.
 */
export type RecordLook = { 
/**
 * The record.
 */
record: RecordId, 
/**
 * Its kind's word: `artefact`.
 */
kind: string, 
/**
 * What it is called afterwards.
 */
name: string, 
/**
 * Its title afterwards, if it has one.
 */
title: string, 
/**
 * True if it is new here.
 */
new: boolean, 
/**
 * True if it is withdrawn afterwards.
 */
withdrawn: boolean, 
/**
 * Fields that would change.
 */
fields: Array<string>, 
/**
 * Photos that would be placed on it or taken off it.
 */
photos: number, 
/**
 * True if a conflict about it would arise.
 */
conflict: boolean, 
/**
 * Who changes it.
 */
signers: Array<string>, };

/**
 * A custody event with its later corrections and acceptances, each in order.
 */
export type Recorded = { 
/**
 * The event's id.
 */
id: RecordId, 
/**
 * The event as it was recorded.
 */
recorded: CustodyEvent, 
/**
 * The later versions.
 */
corrections: Array<Corrected>, 
/**
 * Who accepts it.
 */
acceptances: Array<Accepted>, 
/**
 * The entry.
 */
entry: Digest, 
/**
 * The chain, so whose key.
 */
chain: ChainId, 
/**
 * Lamport counter, for display order.
 */
clock: number, 
/**
 * What the laptop's clock showed at signing; written as UTC.
 */
at: string, 
/**
 * Who may see it.
 */
class: Class, };

/**
 * Why a bundle cannot come in.
 */
export type Refusal = { 
/**
 * The error's code.
 */
code: Code, 
/**
 * What is in the way.
 */
what: string, 
/**
 * What can be done.
 */
remedy: string | null, };

/**
 * One region.
 */
export type Region = { 
/**
 * What it is.
 */
kind: RegionKind, 
/**
 * Where it lies.
 */
shape: Shape, 
/**
 * What a person says of it; may be empty.
 */
note: string, 
/**
 * Of a scale the known length, of a length the measured one: a decimal.
 */
value: string | null, 
/**
 * Its unit, one of [`UNITS`].
 */
unit: string | null, 
/**
 * Of a length: the region that is its scale.
 */
scale: string | null, };

/**
 * What a region is.
 */
export type RegionKind = "damage" | "inscription" | "other" | "scale" | "length";

/**
 * A region as it is shown.
 */
export type RegionView = { 
/**
 * Its id, 32 hex digits.
 */
id: string, 
/**
 * What is said of it; while people disagree, the value that was said first.
 */
region: Region, 
/**
 * The entry that says so.
 */
entry: Digest, 
/**
 * The signer's name or fingerprint.
 */
signer: string, 
/**
 * The laptop.
 */
device: string, 
/**
 * When, by that laptop's clock.
 */
at: string, 
/**
 * How many different values people hold it to have; more than one is a conflict.
 */
values: number, };

/**
 * One thing that is wrong with a bag, or that a careful person would want to know.
 */
export type Remark = { 
/**
 * A stable code, lower case with hyphens.
 */
code: string, 
/**
 * The file concerned, as the bag names it.
 */
path: string, 
/**
 * What is so, in a sentence's fragment.
 */
what: string, };

/**
 * Whatever the page wants to remember.
 */
export type Remembered = unknown;

/**
 * A request to be listed.
 */
export type RequestSeen = { 
/**
 * Its file.
 */
file: string, 
/**
 * The page to be printed, of a request that was made here.
 */
page: string | null, 
/**
 * The person's name, by his or her own word.
 */
name: string, 
/**
 * The organisation.
 */
organisation: string, 
/**
 * The role there.
 */
role: string, 
/**
 * When it was made, by that computer's clock.
 */
made: string, 
/**
 * The fingerprint of the key whose place it takes.
 */
replaces: string | null, 
/**
 * Its key, of a request that was made here. One that came from elsewhere does not say its words: the person does.
 */
key: KeyInWords | null, };

/**
 * What was put back.
 */
export type Restored = { 
/**
 * Where the damaged or older database was moved.
 */
former: string | null, 
/**
 * How many entries the restored one holds.
 */
entries: number, };

/**
 * A key that is revoked.
 */
export type RevokedSeen = { 
/**
 * Whose it was.
 */
principal: string, 
/**
 * Its fingerprint.
 */
fingerprint: string, 
/**
 * Since when it may have been in other hands.
 */
since: string, 
/**
 * Why.
 */
reason: string, };

/**
 * What there is to say about room before an export.
 */
export type Room = { 
/**
 * Bytes that the bundle needs at most.
 */
needed: number, 
/**
 * Bytes that are free.
 */
free: number, 
/**
 * Bytes of the largest file that the disk holds; `None` where no limit is known.
 */
limit: number | null, 
/**
 * Why it does not fit; `None` if it does.
 */
problem: NoRoom | null, };

/**
 * Where a run of photos may belong.
 */
export type RunSuggestion = { 
/**
 * The artefact.
 */
artefact: RecordId, 
/**
 * Its reference.
 */
reference: string, 
/**
 * Its title.
 */
title: string, };

/**
 * That somebody said what a field's value is.
 */
export type SaidView = { 
/**
 * The value as text; empty where the field was emptied.
 */
text: string, 
/**
 * The value in its stored shape.
 */
value: unknown, 
/**
 * The signer's name or fingerprint.
 */
signer: string, 
/**
 * The laptop.
 */
device: string, 
/**
 * When, by that laptop's clock.
 */
at: string, 
/**
 * That clock's offset.
 */
zone: string, 
/**
 * True if nothing replaced it.
 */
live: boolean, 
/**
 * The entry.
 */
entry: Digest, 
/**
 * Its place in its chain.
 */
seq: number, 
/**
 * What its signature is worth.
 */
standing: SignatureStanding, 
/**
 * The entries that replaced it, of those held.
 */
replaced_by: Array<Digest>, };

/**
 * Where a report was saved.
 */
export type SavedReport = { 
/**
 * The page.
 */
html: string, 
/**
 * The document.
 */
json: string, 
/**
 * Its signature; `None` where no key was unlocked.
 */
signature: string | null, 
/**
 * Who signed.
 */
by: SignedBy | null, 
/**
 * The document's SHA-256.
 */
sha256: Digest, 
/**
 * How `ssh-keygen` checks it, run in that folder with the list of signers as `signers`.
 */
command: string | null, };

/**
 * One seal, compared.
 */
export type SealLine = { 
/**
 * The number as it reads.
 */
number: string, 
/**
 * The package that it is on.
 */
package: string | null, 
/**
 * What the comparison gives.
 */
state: SealState, };

/**
 * What a seal will cover.
 */
export type SealPreview = { 
/**
 * The line that will be signed.
 */
entry: EntryPreview, 
/**
 * What the note is about, by name.
 */
about: Array<string>, 
/**
 * The title of the note to which it is an addendum.
 */
addendum_to: string | null, };

/**
 * Whether a seal is what is expected.
 */
export type SealState = "matches" | "not_named" | "unknown";

/**
 * The hits in reference order.
 */
export type SearchAnswer = { 
/**
 * The first hits.
 */
hits: Array<HitView>, 
/**
 * How many there are, up to 10,000, then "more".
 */
count: Count | null, 
/**
 * True where the filter asks about artefacts and packages, so that notes about no record and photos that show
 * nothing yet were left out.
 */
items_only: boolean, };

/**
 * What a person asks.
 */
export type SearchRequest = { 
/**
 * The words.
 */
text: string, 
/**
 * What must hold besides.
 */
filter: Filter, 
/**
 * How many hits; 50 if `None`.
 */
limit: number | null, 
/**
 * Go on after this record.
 */
after: RecordId | null, };

/**
 * The person's choices.
 */
export type Settings = { 
/**
 * The colours.
 */
theme: Theme, 
/**
 * The language of the screens; `None` for the system's.
 */
language: string | null, 
/**
 * Large targets, for gloves.
 */
touch: boolean, 
/**
 * Size of text, percent of the usual, 50 to 200.
 */
zoom: number, 
/**
 * After how many minutes without a key or pointer the signing key is locked; 0 for never.
 */
idle_minutes: number, 
/**
 * The key that was last used.
 */
key: string | null, 
/**
 * The page's own memory: widths of panes and the like, by name.
 */
page: Record<string, unknown>, 
/**
 * Catalogues that were open here, the last first.
 */
recent: Array<Recent>, };

/**
 * A settlement, as the entry that it became.
 */
export type Settled = { 
/**
 * The conflict's name, which stays the same if it comes back.
 */
id: string, 
/**
 * The record.
 */
record: RecordId, 
/**
 * The field.
 */
field: string, 
/**
 * The entry that settled it.
 */
entry: Digest, };

/**
 * What was settled.
 */
export type SettledKind = "values" | "reference" | "withdrawal" | "likeness";

/**
 * A settlement that nobody changed since: what was decided, by whom, and between which values.
 */
export type SettledView = { 
/**
 * What undoing it takes.
 */
settled: Settled, 
/**
 * What it was about.
 */
kind: SettledKind, 
/**
 * What the record is called.
 */
name: string, 
/**
 * Its title; empty where it has none.
 */
title: string, 
/**
 * The other records that it was about: those that have the reference still, or the artefact that this one was linked
 * with or told apart from.
 */
others: Array<string>, 
/**
 * What was decided, by whom and when.
 */
decided: ValueView, 
/**
 * The values that it replaced, the first said first; none where nothing had been said before.
 */
former: Array<ValueView>, };

/**
 * How a person settles a conflict.
 */
export type Settlement = { "pick": number } | { "value": Input } | "keep" | "withdraw" | { "rename": { 
/**
 * One of the records.
 */
record: RecordId, 
/**
 * Its new reference or number.
 */
reference: string, } };

/**
 * Where it lies, in pixels of the photo as it stands upright by its own claim, from the upper left corner.
 */
export type Shape = { "form": "box", 
/**
 * Its left edge.
 */
x: number, 
/**
 * Its upper edge.
 */
y: number, 
/**
 * Its columns.
 */
width: number, 
/**
 * Its lines.
 */
height: number, } | { "form": "outline", 
/**
 * Column and line of each.
 */
corners: [number, number][], } | { "form": "line", 
/**
 * Column and line of one.
 */
from: [number, number], 
/**
 * Column and line of the other.
 */
to: [number, number], };

/**
 * The three outcomes of every signature.
 */
export type SignatureOutcome = "trusted" | "unknown_signer" | "bad";

/**
 * The outcome with its reason.
 */
export type SignatureStanding = { 
/**
 * The outcome.
 */
outcome: SignatureOutcome, 
/**
 * Why, as a stable code: `listed`, `fixed-before-revocation`, `no-list`, `not-on-list`, `not-for-this`, `expired`,
 * `not-yet-valid`, `revoked`, `signature-bad`.
 */
reason: string, 
/**
 * The same as a sentence.
 */
sentence: string, 
/**
 * Whose key it is by the list; `None` where the list does not say.
 */
principal: string | null, 
/**
 * The number of headquarters' list that says so; `None` for a plain list, or none.
 */
list: number | null, 
/**
 * Since when the key is revoked, where it is; RFC 3339 in UTC.
 */
since: string | null, 
/**
 * Why it is revoked, by the list.
 */
why: string | null, };

/**
 * Who checked and signed.
 */
export type SignedBy = { 
/**
 * The name, by their own word.
 */
name: string, 
/**
 * The organisation, by their own word.
 */
organisation: string, 
/**
 * The role, by their own word.
 */
role: string, 
/**
 * The key's fingerprint.
 */
fingerprint: string, 
/**
 * The name for `ssh-keygen -I` that a list made from this key uses.
 */
principal: string, };

/**
 * Who signs, as chains introduce them.
 */
export type SignerDetails = { 
/**
 * The person's name.
 */
name: string, 
/**
 * The organisation.
 */
organisation: string, 
/**
 * The role at this operation.
 */
role: string, 
/**
 * The initials in exhibit references.
 */
initials: string, };

/**
 * Who signs now.
 */
export type SignerSeen = { 
/**
 * The key's file.
 */
path: string, 
/**
 * The key's fingerprint.
 */
fingerprint: string, 
/**
 * Whose it is.
 */
details: SignerDetails, };

/**
 * A signer as shown.
 */
export type SignerView = { 
/**
 * The key's fingerprint.
 */
fingerprint: string, 
/**
 * The name by the signer's own word.
 */
name: string | null, 
/**
 * The organisation.
 */
organisation: string | null, 
/**
 * The role.
 */
role: string | null, };

/**
 * A slip that comes later, and whose word it is.
 */
export type Slip = { 
/**
 * The event.
 */
event: RecordId, 
/**
 * Who accepts.
 */
by: Party | null, 
/**
 * What the person says.
 */
statement: string, 
/**
 * Photographed slips as files, to be taken in.
 */
files: Array<string>, 
/**
 * Photos of the slip that are here already.
 */
photos: Array<RecordId>, 
/**
 * A signature drawn on the screen.
 */
signature: Strokes | null, };

/**
 * By what a list is sorted. Rows that are equal by it stand in reference order.
 */
export type Sort = "reference" | "title" | "changed" | "missing";

/**
 * Which entry says something.
 */
export type Source = { 
/**
 * The entry.
 */
entry: Digest, 
/**
 * The chain, so whose key.
 */
chain: ChainId, 
/**
 * Lamport counter, for display order.
 */
clock: number, 
/**
 * What the laptop's clock showed at signing; written as UTC.
 */
at: string, 
/**
 * Who may see it.
 */
class: Class, };

/**
 * One part into which a lot is split.
 */
export type SplitPart = { 
/**
 * How many objects go into it.
 */
quantity: number, 
/**
 * Its reference; suggested if `None`.
 */
reference: string | null, };

/**
 * When something existed, and who says so.
 */
export type Stamp = { 
/**
 * The authority's time, UTC, `2025-11-13T09:41:07.000Z`: it existed then.
 */
at: string, 
/**
 * The subject of the certificate that signed, in words; it is only as good as who vouches for it.
 */
authority: string, 
/**
 * SHA-256 of that certificate.
 */
certificate: Digest, };

/**
 * How far a hand-over is confirmed.
 */
export type Status = "stated" | "acknowledged";

/**
 * What was drawn, in pixels from the upper left corner.
 */
export type Strokes = { 
/**
 * The width of the field in which it was drawn.
 */
width: number, 
/**
 * Its height.
 */
height: number, 
/**
 * The strokes: each the points that the pen touched without being lifted.
 */
strokes: Array<Array<[number, number]>>, };

/**
 * An artefact or package that the signer named.
 */
export type Subject = { 
/**
 * The record.
 */
record: RecordId, 
/**
 * How many objects of an artefact's record it concerns; none for a package. In what another program wrote
 * none counts as 1.
 */
quantity: number | null, };

/**
 * One suggestion.
 */
export type Suggestion = { 
/**
 * The words to show, in the language asked for where the vocabulary has it.
 */
label: string, 
/**
 * The value, or one item of it for terms, in its stored shape.
 */
value: unknown, 
/**
 * The authority's URI.
 */
uri: string | null, 
/**
 * The broader terms, broadest first.
 */
broader: Array<string>, 
/**
 * The name by which it was found, where that is not the label.
 */
also: string | null, 
/**
 * How many artefacts say so, of the newest.
 */
used: number, 
/**
 * Where it comes from.
 */
source: SuggestionSource, };

/**
 * Where a suggestion comes from.
 */
export type SuggestionSource = "vocabulary" | "catalogue";

/**
 * One act of intake of a photo.
 */
export type TakenIn = { 
/**
 * The entry.
 */
entry: Digest, 
/**
 * Its place: the chain.
 */
chain: string, 
/**
 * Its place in the chain.
 */
seq: number, 
/**
 * The signer's name or fingerprint.
 */
signer: string, 
/**
 * The laptop.
 */
device: string, 
/**
 * When, by that laptop's clock.
 */
at: string, 
/**
 * The name that the file had.
 */
name: string, 
/**
 * The label of the card.
 */
label: string, };

/**
 * A set of fields for one kind of record.
 */
export type Template = { 
/**
 * The id, `object_id`.
 */
id: string, 
/**
 * Rises with every change.
 */
version: number, 
/**
 * The name that people see.
 */
title: Labels, 
/**
 * The groups, in the order in which a form shows them.
 */
groups: Array<Group>, 
/**
 * The fields, in the order in which a form shows them.
 */
fields: Array<Field>, };

/**
 * A term.
 */
export type Term = { 
/**
 * The id, unique in the vocabulary.
 */
id: string, 
/**
 * The id of the broader term.
 */
broader: string | null, 
/**
 * The name in each language.
 */
label: Labels, 
/**
 * Other names, in any language.
 */
alt: Array<string>, 
/**
 * The authority's URI, only where it was checked.
 */
uri: string | null, 
/**
 * For cultures and periods: the time, as EDTF. Conventional dates, for filtering and for a first guess.
 */
dates: string | null, };

/**
 * The colours.
 */
export type Theme = "system" | "light" | "dark" | "contrast";

/**
 * That a photo shows an artefact, for a tile.
 */
export type TilePlacement = { 
/**
 * The placement.
 */
placement: RecordId, 
/**
 * The artefact.
 */
artefact: RecordId, 
/**
 * Its reference.
 */
reference: string, 
/**
 * The view.
 */
view: string, };

/**
 * The events that concern a record, in order of display.
 */
export type Timeline = { 
/**
 * The record.
 */
record: RecordId, 
/**
 * The events, with all their versions.
 */
events: Array<Recorded>, 
/**
 * Corrections and acceptances given here whose event is not held.
 */
loose: Array<Source>, 
/**
 * Who has it; `None` as long as no event says.
 */
holder: Holding | null, 
/**
 * Where it was last said to be; `None` as long as no event says.
 */
place: string | null, };

/**
 * The chain of custody of an object, as it is shown.
 */
export type TimelineView = { 
/**
 * The record.
 */
record: RecordId, 
/**
 * What it is called.
 */
name: string, 
/**
 * The events, the first first.
 */
events: Array<CustodyView>, 
/**
 * Who has it, as far as stated.
 */
holder: Holding | null, 
/**
 * Where it was last said to be.
 */
place: string | null, 
/**
 * What it is in now, outermost last.
 */
inside: Array<string>, };

/**
 * How many records of one kind an import would create and change.
 */
export type TouchedCount = { 
/**
 * New here.
 */
new: number, 
/**
 * Held here and changed.
 */
changed: number, };

/**
 * A photo in the tray.
 */
export type TrayPhoto = { 
/**
 * Its id.
 */
id: RecordId, 
/**
 * SHA-256 of its bytes.
 */
sha256: Digest, 
/**
 * The name under which it was first taken in.
 */
name: string, 
/**
 * The capture time that it claims.
 */
taken: string | null, 
/**
 * The original is here: what is signed can be shown.
 */
held: boolean, 
/**
 * How many acts of intake took it in; more than one is a duplicate that counts once.
 */
taken_in: number, };

/**
 * Everything about trust on this computer.
 */
export type TrustSeen = { 
/**
 * The pinned root.
 */
root: KeyInWords | null, 
/**
 * The installed list.
 */
list: ListSeen | null, 
/**
 * What is wrong with the files in which root and list are kept.
 */
problem: Problem | null, 
/**
 * The key that is unlocked here.
 */
own: KeyInWords | null, 
/**
 * Headquarters' files, where this computer has the root key.
 */
headquarters: HeadquartersSeen | null, };

/**
 * What undoing would take back, or took back.
 */
export type UndoPreview = { 
/**
 * The save.
 */
save: string, 
/**
 * When it was made, by this laptop's clock.
 */
at: string, 
/**
 * How many records it concerned.
 */
records: number, 
/**
 * What would stand again; the first of many.
 */
fields: Array<UndoneField>, 
/**
 * True if it recorded something, which undoing withdraws.
 */
withdraws: boolean, };

/**
 * One field that an undo sets back.
 */
export type UndoneField = { 
/**
 * The record.
 */
record: RecordId, 
/**
 * What people call it.
 */
name: string, 
/**
 * The field.
 */
field: string, 
/**
 * What the save said.
 */
said: string, 
/**
 * What stood before; empty if nothing did.
 */
before: string, };

/**
 * Some of the artefacts that are in no package.
 */
export type Unpacked = { 
/**
 * How many there are in all.
 */
total: number, 
/**
 * Those of this page.
 */
artefacts: Array<ContentView>, };

/**
 * How a field reads what was typed.
 */
export type ValueReading = { 
/**
 * The value in its stored shape.
 */
value: Json, 
/**
 * The value as text.
 */
text: string, 
/**
 * For dates: what the notation says, in plain words.
 */
words: string | null, };

/**
 * A value and who says so.
 */
export type ValueView = { 
/**
 * The value in its stored shape.
 */
value: Json, 
/**
 * The value as text.
 */
text: string, 
/**
 * The entries that say so.
 */
entries: Array<Digest>, 
/**
 * The signer's name or fingerprint.
 */
signer: string, 
/**
 * Who said it again for that signer, by undoing a settlement: `standing` is then of this entry.
 */
put_back_by?: string, 
/**
 * The laptop.
 */
device: string, 
/**
 * When, by that laptop's clock.
 */
at: string, 
/**
 * That clock's offset.
 */
zone: string, 
/**
 * What the first entry's signature is worth; said where people decide between values.
 */
standing?: SignatureStanding, };

/**
 * What a check came to; the worst stands last.
 */
export type Verdict = "verified" | "unverifiable" | "incomplete" | "altered";

/**
 * A verification report.
 */
export type VerifyReport = { 
/**
 * The verdict.
 */
verdict: Verdict, 
/**
 * A sentence that says what it means here.
 */
sentence: string, 
/**
 * What was checked.
 */
path: string, 
/**
 * `full`, `since`, `dossier`, `invite`; `catalogue` or `photos` for the others.
 */
kind: string, 
/**
 * How many findings of each kind; verified things are only counted.
 */
counts: { [key in FindingKind]?: number }, 
/**
 * Verified things by what they are.
 */
verified: { [key in string]: number }, 
/**
 * Findings other than `verified`, the altered first.
 */
findings: Array<Finding>, 
/**
 * Files that the signature covers and that were not made again for comparison.
 */
not_compared: number, 
/**
 * Derived files (tables, pages, keys; not sealed notes) that an import left as they are, since it takes nothing
 * from them: signed, and not made again for comparison. 0 where they were compared.
 */
derived_left: number, 
/**
 * Fingerprint of the key that signed the bundle.
 */
signer: string | null, 
/**
 * When the bundle existed, if an authority that was named says so.
 */
time?: Stamp, 
/**
 * What this does not prove.
 */
not_proven: [string, string, string], };

/**
 * What to verify, and with what.
 */
export type VerifyRequest = { 
/**
 * A bundle (folder, ZIP, or a ZIP encrypted for the key that is unlocked) or a catalogue's folder.
 */
path: string, 
/**
 * A list of signers from outside; without it the best verdict is `unverifiable`.
 */
signers: string | null, 
/**
 * Bundles on which this one builds.
 */
bases: Array<string>, 
/**
 * A time token, whose word on it counts, and receipts, for a bundle; a catalogue holds the receipts that it accepted.
 */
proofs: ProofFiles, 
/**
 * A folder of loose photos to compare with its originals.
 */
photos: string | null, };

/**
 * What verifying came to. Findings beyond the first are asked for by pages.
 */
export type VerifyResult = { 
/**
 * Its number on the shelf.
 */
check: number, 
/**
 * The report in words, cut to the first findings of each kind.
 */
report: CourtReport, };

/**
 * One member of the event in two versions.
 */
export type VersionChange = { 
/**
 * The member's name, FORMAT.md section 8.
 */
field: string, 
/**
 * As it read before; empty where nothing stood.
 */
before: string, 
/**
 * As it reads now; empty where nothing stands.
 */
after: string, };

/**
 * A view to choose.
 */
export type ViewChoice = { 
/**
 * The word in a placement.
 */
id: string, 
/**
 * Its name in each language.
 */
label: Labels, 
/**
 * The number key that stands for it, 1 to 9.
 */
number: number | null, };

/**
 * A list of terms with a shared subject.
 */
export type Vocabulary = { 
/**
 * The id, `materials`.
 */
id: string, 
/**
 * Rises with every change.
 */
version: number, 
/**
 * The name that people see.
 */
title: Labels, 
/**
 * The terms; a broader term stands before its narrower ones.
 */
terms: Array<Term>, };

/**
 * Something odd about a file.
 */
export type Warning = { 
/**
 * The stable code.
 */
code: WarningCode, 
/**
 * A sentence's fragment about the file: "ends before its picture does".
 */
text: string, };

/**
 * What is odd, as a stable word (`cut-short` in JSON).
 */
export type WarningCode = "empty" | "cut-short" | "not-checked" | "no-picture" | "metadata-damaged" | "bad-capture-time" | "bad-offset" | "bad-orientation" | "bad-position" | "text-cut" | "text-not-utf8";

/**
 * Where a record stands with headquarters.
 */
export type Whereabouts = { 
/**
 * The record.
 */
record: RecordId, 
/**
 * True if every entry about it, its photos counted, is held at headquarters with its originals, as the newest receipt says.
 */
at_headquarters: boolean, 
/**
 * How many entries about it are not known to be held there with their originals; `None` while no receipt was accepted.
 */
waiting: number | null, 
/**
 * The time, by headquarters' clock, before which all entries about it existed; `None` where one is in no receipt.
 */
existed_before: string | null, };

// artefact

/** Records an artefact; gives it as it then is. */
export function artefactAdd(inputs: Array<[string, Input]>): Promise<ArtefactView> {
  return invoke("artefact_add", { inputs });
}

/** Sets fields of an artefact; gives it as it then is. */
export function artefactSet(id: RecordId, inputs: Array<[string, Input]>): Promise<ArtefactView> {
  return invoke("artefact_set", { id, inputs });
}

/** An artefact, whole. */
export function artefactShow(id: RecordId): Promise<ArtefactView> {
  return invoke("artefact_show", { id });
}

/** Artefacts or packages in reference order. */
export function artefactList(filter: Filter, offset: number, limit: number): Promise<Array<ItemRow>> {
  return invoke("artefact_list", { filter, offset, limit });
}

/** Splits a lot; gives the parts. */
export function artefactSplit(id: RecordId, parts: Array<SplitPart>): Promise<Array<RecordId>> {
  return invoke("artefact_split", { id, parts });
}

/** Withdraws a record of any kind that can be; nothing is deleted. */
export function artefactWithdraw(id: RecordId, reason: string): Promise<void> {
  return invoke("artefact_withdraw", { id, reason });
}

/** Takes a withdrawal back. */
export function artefactTakeBack(id: RecordId): Promise<void> {
  return invoke("artefact_take_back", { id });
}

/** Who changed what of a record, when. */
export function artefactHistory(id: RecordId): Promise<Array<HistoryLine>> {
  return invoke("artefact_history", { id });
}

/** The record of a kind that a person means by a reference, number or the first digits of an id. */
export function artefactFind(kind: RecordKind, name: string): Promise<RecordId> {
  return invoke("artefact_find", { kind, name });
}

/** The artefact or package that a person means. */
export function artefactFindObject(name: string): Promise<RecordId> {
  return invoke("artefact_find_object", { name });
}

/** The next free reference of the same producer; `null` where there is none. */
export function artefactNextReference(kind: RecordKind, like: string): Promise<string | null> {
  return invoke("artefact_next_reference", { kind, like });
}

/** The templates by which records are made here. */
export function artefactTemplates(): Promise<Array<Template>> {
  return invoke("artefact_templates");
}

/** The vocabularies on which a field draws. */
export function artefactVocabularies(field: string): Promise<Array<Vocabulary>> {
  return invoke("artefact_vocabularies", { field });
}

// bundle

/** The bundles that were exported and imported, the newest first. */
export function bundleKnown(): Promise<Array<KnownBundle>> {
  return invoke("bundle_known");
}

/** Begins to work out what an export would come to, and whether it fits; nothing is written. */
export function bundleExportPreview(options: ExportOptions): Promise<Begun<ExportPreview>> {
  return invoke("bundle_export_preview", { options });
}

/** Begins to write a bundle, and to check what was really written; encrypted for the owner of a public key, if its
 * file is named. */
export function bundleExport(options: ExportOptions, recipient: string | null): Promise<Begun<Exported>> {
  return invoke("bundle_export", { options, recipient });
}

/** Whose the public key in a file is, for which a bundle can be encrypted; with a list also by its word. */
export function bundleRecipient(path: string, signers: string | null): Promise<Recipient> {
  return invoke("bundle_recipient", { path, signers });
}

/** Begins to look at all that an import would change; nothing is changed. */
export function bundleLook(path: string, signers: string | null, proofs: ProofFiles): Promise<Begun<Looked>> {
  return invoke("bundle_look", { path, signers, proofs });
}

/** A part of the records that a bundle would change. */
export function bundleLookRecords(look: number, filter: LookFilter, offset: number, limit: number): Promise<LookPage> {
  return invoke("bundle_look_records", { look, filter, offset, limit });
}

/** One of these records, with its values before and after. */
export function bundleLookRecord(look: number, record: RecordId): Promise<RecordDetail> {
  return invoke("bundle_look_record", { look, record });
}

/** Begins to import what was looked at, whole or not at all. */
export function bundleImport(look: number, signers: string | null): Promise<Begun<Imported>> {
  return invoke("bundle_import", { look, signers });
}

/** Free bytes on the disk that holds a folder. */
export function bundleFreeSpace(folder: string): Promise<number> {
  return invoke("bundle_free_space", { folder });
}

// conflict

/** A part of the conflicts, and how many there are of each kind; with a list of signers also values of its signers
 * that only others replaced. With `mine` only those about what the signer wrote to. */
export function conflictPage(signers: string | null, mine: boolean, offset: number, limit: number): Promise<ConflictPage> {
  return invoke("conflict_page", { signers, mine, offset, limit });
}

/** Settles one; gives what undoes it. */
export function conflictSettle(id: string, settlement: Settlement, signers: string | null): Promise<Settled> {
  return invoke("conflict_settle", { id, settlement, signers });
}

/** The settlements that still stand, the newest first; with `mine` those that the signer made. */
export function conflictSettled(mine: boolean): Promise<Array<SettledView>> {
  return invoke("conflict_settled", { mine });
}

/** Undoes a settlement by new entries: the conflict is back on the list. */
export function conflictUndo(settled: Settled): Promise<void> {
  return invoke("conflict_undo", { settled });
}

// custody

/** The words for what can happen. */
export function custodyKinds(): Promise<Array<EventKind>> {
  return invoke("custody_kinds");
}

/** Records an event; what is in packages is filled in. */
export function custodyRecord(event: CustodyEvent, class_: Class): Promise<CustodyView> {
  return invoke("custody_record", { event, class: class_ });
}

/** What recording this form now would sign, and what does not add up; nothing is written. */
export function custodyPreview(form: CustodyForm): Promise<CustodyPreview> {
  return invoke("custody_preview", { form });
}

/** Records the form, with the drawn signature as an original of its own: one act. */
export function custodySign(form: CustodyForm): Promise<CustodyView> {
  return invoke("custody_sign", { form });
}

/** Keeps what stands in fields of the form while it is filled in; `null` drops a field's text. */
export function custodyDraftKeep(subject: string, fields: { [key in string]: string | null }): Promise<void> {
  return invoke("custody_draft_keep", { subject, fields });
}

/** What was filled into a form and is not signed. */
export function custodyDraft(subject: string): Promise<FormDraft | null> {
  return invoke("custody_draft", { subject });
}

/** All forms that are begun and not signed. */
export function custodyDrafts(): Promise<Array<FormDraft>> {
  return invoke("custody_drafts");
}

/** Discards what was filled into a form. */
export function custodyDraftDiscard(subject: string): Promise<void> {
  return invoke("custody_draft_discard", { subject });
}

/** Attaches a signed slip or a drawn signature to an event: the receiver's word. */
export function custodyAttach(slip: Slip): Promise<CustodyView> {
  return invoke("custody_attach", { slip });
}

/** The chain of custody of an object, with what does not add up. */
export function custodyStory(object: RecordId): Promise<TimelineView> {
  return invoke("custody_story", { object });
}

/** Acknowledges a hand-over. */
export function custodyAccept(acceptance: Acceptance): Promise<CustodyView> {
  return invoke("custody_accept", { acceptance });
}

/** What correcting an event by this form now would sign, and what does not add up; nothing is written. */
export function custodyCorrectPreview(form: CorrectionForm): Promise<CustodyPreview> {
  return invoke("custody_correct_preview", { form });
}

/** Corrects an event by the form: both versions are kept and shown. */
export function custodyCorrect(form: CorrectionForm): Promise<CustodyView> {
  return invoke("custody_correct", { form });
}

/** Some of all events; at most 500. */
export function custodyPage(request: CustodyRequest): Promise<CustodyPage> {
  return invoke("custody_page", { request });
}

/** One event. */
export function custodyShow(id: RecordId): Promise<CustodyView> {
  return invoke("custody_show", { id });
}

/** Where an object was, and who has it as far as is stated. */
export function custodyTimeline(object: RecordId): Promise<Timeline> {
  return invoke("custody_timeline", { object });
}

// dialog

/** Asks for a folder; `null` if the person chose none. */
export function dialogFolder(title: string): Promise<string | null> {
  return invoke("dialog_folder", { title });
}

/** Asks for a file whose name ends in one of these (without the dot); any if there is none. */
export function dialogFile(title: string, endings: Array<string>): Promise<string | null> {
  return invoke("dialog_file", { title, endings });
}

/** Asks for files; none if the person chose none. */
export function dialogFiles(title: string, endings: Array<string>): Promise<Array<string>> {
  return invoke("dialog_files", { title, endings });
}

/** Asks where a new file goes; `null` if the person chose nowhere. */
export function dialogSave(title: string, name: string): Promise<string | null> {
  return invoke("dialog_save", { title, name });
}

// dossier

/** Begins to work out what a dossier would disclose and what stays out; nothing is signed or written. */
export function dossierPreview(options: DossierOptions): Promise<Begun<DossierPreview>> {
  return invoke("dossier_preview", { options });
}

/** Begins to write a dossier, and to check what was really written. */
export function dossierWrite(options: DossierOptions): Promise<Begun<Exported>> {
  return invoke("dossier_write", { options });
}

// draft

/** Saves a draft of a note, new or again; gives its number. */
export function draftSaveNote(number: number | null, draft: NoteDraft): Promise<number> {
  return invoke("draft_save_note", { number, draft });
}

/** The drafts of notes, oldest first. */
export function draftListNotes(): Promise<Array<NoteDraftView>> {
  return invoke("draft_list_notes");
}

// form

/** Keeps what stands in fields of a form; `null` drops a field's text. */
export function formKeep(subject: string, fields: { [key in string]: string | null }): Promise<void> {
  return invoke("form_keep", { subject, fields });
}

/** What was typed into a form and is not saved. */
export function formDraft(subject: string): Promise<FormDraft | null> {
  return invoke("form_draft", { subject });
}

/** All forms with text that is not saved. */
export function formDrafts(): Promise<Array<FormDraft>> {
  return invoke("form_drafts");
}

/** Discards what was typed into a form. */
export function formDiscard(subject: string): Promise<void> {
  return invoke("form_discard", { subject });
}

/** Saves fields of a form; of a subject `new…` this makes the record. */
export function formSave(subject: string, inputs: Array<[string, Input]>): Promise<FormSaved> {
  return invoke("form_save", { subject, inputs });
}

// inbox

/** What was given to this catalogue, and what became of each. */
export function inboxList(): Promise<Array<InboxItem>> {
  return invoke("inbox_list");
}

/** Begins to take in all bundles at a place, each by itself: a folder of bundles, or a bundle. */
export function inboxImport(place: string, signers: string | null): Promise<Begun<InboxReport>> {
  return invoke("inbox_import", { place, signers });
}

/** Begins to try again what waits or was refused. */
export function inboxResume(signers: string | null): Promise<Begun<InboxReport>> {
  return invoke("inbox_resume", { signers });
}

/** Takes a bundle off the list; its file stays, and so does what came in with it. */
export function inboxForget(path: string): Promise<void> {
  return invoke("inbox_forget", { path });
}

// job

/** All jobs that are remembered, oldest first: what a page asks for when it is loaded. */
export function jobList(): Promise<Array<JobView>> {
  return invoke("job_list");
}

/** Asks a job to stop at its next safe point. */
export function jobCancel(id: number): Promise<void> {
  return invoke("job_cancel", { id });
}

/** Forgets a job that has ended. */
export function jobForget(id: number): Promise<void> {
  return invoke("job_forget", { id });
}

// key

/** The keys in this computer's folder of keys, and the one that was last used. Those that cannot be read are left out. */
export function keyList(): Promise<Array<KeyView>> {
  return invoke("key_list");
}

/** Makes a key, encrypted with a passphrase, says whose it is, and unlocks it. */
export function keyNew(details: SignerDetails, passphrase: Passphrase): Promise<KeyView> {
  return invoke("key_new", { details, passphrase });
}

/** Says whose an existing key file is, where nothing says so yet, and unlocks it. */
export function keyAdopt(path: string, details: SignerDetails, passphrase: Passphrase): Promise<KeyView> {
  return invoke("key_adopt", { path, details, passphrase });
}

/** What a key's file says; nothing of it is secret. */
export function keyShow(path: string): Promise<KeyView> {
  return invoke("key_show", { path });
}

/** Unlocks a key; it signs from now on, in the place of the one before. */
export function keyUnlock(path: string, passphrase: Passphrase): Promise<KeyView> {
  return invoke("key_unlock", { path, passphrase });
}

/** Locks the key. Drafts and intakes go on. */
export function keyLock(): Promise<void> {
  return invoke("key_lock");
}

/** Says that the person is there; the page calls it at most a few times a minute. */
export function keyTouch(): Promise<void> {
  return invoke("key_touch");
}

// leave

/** Whether everything is in order, what is not, and the head code to write down. */
export function leaveCheck(): Promise<LeaveCheck> {
  return invoke("leave_check");
}

/** A part of the list of labels, with what is known of each; only objects that have none if `due`. */
export function leaveLabels(due: boolean, offset: number, limit: number): Promise<LabelPage> {
  return invoke("leave_labels", { due, offset, limit });
}

/** The first of that list, as many as are printed at once. */
export function leaveLabelIds(due: boolean): Promise<Array<RecordId>> {
  return invoke("leave_label_ids", { due });
}

/** Opens the page of these labels in a window of its own and asks the system to print it. */
export function leavePrint(objects: Array<RecordId>, layout: LabelLayout, skip: number): Promise<void> {
  return invoke("leave_print", { objects, layout, skip });
}

/** Writes the page of these labels to a file, to be printed elsewhere. */
export function leaveSaveLabels(objects: Array<RecordId>, layout: LabelLayout, skip: number, to: string): Promise<void> {
  return invoke("leave_save_labels", { objects, layout, skip, to });
}

/** Remembers that the labels of these came out of the printer, or forgets it. */
export function leavePrinted(objects: Array<RecordId>, printed: boolean): Promise<void> {
  return invoke("leave_printed", { objects, printed });
}

// likeness

/** Begins to look for artefacts of different laptops that may be one object; with `all` also those that were decided. */
export function likenessQueue(all: boolean): Promise<Begun<LikenessQueue>> {
  return invoke("likeness_queue", { all });
}

/** Says that two artefacts are one object, or (`false`) that they are two, or (`null`) takes back what was said. */
export function likenessSay(first: RecordId, second: RecordId, linked: boolean | null): Promise<LikenessView> {
  return invoke("likeness_say", { first, second, linked });
}

// list

/** A window of the list, at most 500 rows. */
export function listRows(request: ListRequest, offset: number, limit: number): Promise<ListPage> {
  return invoke("list_rows", { request, offset, limit });
}

/** The ids of a run of the list, at most 10,000. */
export function listIds(request: ListRequest, offset: number, limit: number): Promise<Array<RecordId>> {
  return invoke("list_ids", { request, offset, limit });
}

/** Where an artefact stands in the list, from 0; `null` if it is not in it. */
export function listPosition(request: ListRequest, id: RecordId): Promise<number | null> {
  return invoke("list_position", { request, id });
}

/** How many rows of the list each chip would leave. */
export function listChips(request: ListRequest): Promise<Array<ChipCount>> {
  return invoke("list_chips", { request });
}

/** How far the work is, and what waits. */
export function listOverview(): Promise<Overview> {
  return invoke("list_overview");
}

// note

/** Seals a note: from now on it can only be added to. A draft of this number goes with the same commit. */
export function noteSeal(draft: NoteDraft, number: number | null, class_: Class): Promise<NoteView> {
  return invoke("note_seal", { draft, number, class: class_ });
}

/** Exactly what sealing this note now would sign; nothing is written. */
export function notePreview(draft: NoteDraft, class_: Class): Promise<SealPreview> {
  return invoke("note_preview", { draft, class: class_ });
}

/** The drafts, the last changed first; about one record if given. */
export function noteOpen(about: RecordId | null): Promise<Array<OpenNote>> {
  return invoke("note_open", { about });
}

/** Throws a draft away; gives what it said, so that it can be brought back. */
export function noteDiscard(number: number): Promise<NoteDraft> {
  return invoke("note_discard", { number });
}

/** Some of the sealed notes, the newest first; about one record if given. */
export function notePage(about: RecordId | null, offset: number, limit: number): Promise<NotePage> {
  return invoke("note_page", { about, offset, limit });
}

/** The sealed notes, in display order; about one record if given. */
export function noteList(about: RecordId | null): Promise<Array<NoteView>> {
  return invoke("note_list", { about });
}

/** One sealed note. */
export function noteShow(id: RecordId): Promise<NoteView> {
  return invoke("note_show", { id });
}

// operation

/** Begins an operation in this folder, which is made if needed, and opens it. */
export function operationNew(folder: string, operation: NewOperation): Promise<Opened> {
  return invoke("operation_new", { folder, operation });
}

/** Begins to join an operation on a bundle of it: a new catalogue in this folder, which is open afterwards. */
export function operationJoin(folder: string, bundle: string, signers: string | null): Promise<Begun<Joined>> {
  return invoke("operation_join", { folder, bundle, signers });
}

/** The operation, its signers and chains. */
export function operationShow(): Promise<OperationView> {
  return invoke("operation_show");
}

/** Sets details of the operation. */
export function operationSet(values: Array<[string, Json]>): Promise<OperationView> {
  return invoke("operation_set", { values });
}

/** Takes another operation's entries as this one's. */
export function operationAdopt(other: OperationId): Promise<OperationView> {
  return invoke("operation_adopt", { other });
}

// package

/** Records a package; gives it as it then is. */
export function packageAdd(inputs: Array<[string, Input]>): Promise<PackageView> {
  return invoke("package_add", { inputs });
}

/** Sets fields of a package; gives it as it then is. */
export function packageSet(id: RecordId, inputs: Array<[string, Input]>): Promise<PackageView> {
  return invoke("package_set", { id, inputs });
}

/** A package and what is in it. */
export function packageShow(id: RecordId): Promise<PackageView> {
  return invoke("package_show", { id });
}

/** A page of the tree of packages, at most 500, and the counts. */
export function packageTree(request: PackingRequest): Promise<Packing> {
  return invoke("package_tree", { request });
}

/** Some of the artefacts that are in no package. */
export function packageUnpacked(offset: number, limit: number): Promise<Unpacked> {
  return invoke("package_unpacked", { offset, limit });
}

/** Takes what was scanned or typed: a package opens, anything else goes into the open one. */
export function packageScan(open: RecordId | null, typed: string, nest: boolean): Promise<Packed> {
  return invoke("package_scan", { open, typed, nest });
}

/** Records a package under a number given or the next free one. */
export function packageNew(number: string | null, kind: string, inside: RecordId | null): Promise<PackageView> {
  return invoke("package_new", { number, kind, inside });
}

/** Puts artefacts and packages into a package, or takes them out of what they are in where none is given. */
export function packagePut(package_: RecordId | null, objects: Array<RecordId>): Promise<void> {
  return invoke("package_put", { package: package_, objects });
}

// photo

/** Begins to take in files and folders. */
export function photoAdd(options: IntakeOptions): Promise<Begun<IntakeResult>> {
  return invoke("photo_add", { options });
}

/** The photos of an artefact, or all; only those that show nothing yet if `unplaced`. */
export function photoList(artefact: RecordId | null, unplaced: boolean): Promise<Array<PhotoView>> {
  return invoke("photo_list", { artefact, unplaced });
}

/** One photo. */
export function photoShow(id: RecordId): Promise<PhotoView> {
  return invoke("photo_show", { id });
}

/** The photo that a person means. */
export function photoFind(name: string): Promise<RecordId> {
  return invoke("photo_find", { name });
}

/** The views in which a photo can show an artefact, in their order, with the number keys of some. */
export function photoViews(): Promise<Array<ViewChoice>> {
  return invoke("photo_views");
}

/** A window of the photos: those that show nothing yet first, then by claimed time. */
export function photoWindow(request: PhotoListRequest): Promise<PhotoList> {
  return invoke("photo_window", { request });
}

/** The photos of an artefact, in the order of the views. */
export function photoOf(artefact: RecordId): Promise<Array<PhotoTile>> {
  return invoke("photo_of", { artefact });
}

/** The photos that show nothing yet, in runs, with what labels suggest. */
export function photoTray(): Promise<PhotoTray> {
  return invoke("photo_tray");
}

/** One photo in full. */
export function photoDetails(id: RecordId): Promise<PhotoDetails> {
  return invoke("photo_details", { id });
}

/** Begins to read labels in the photos that show nothing yet; gives how many were looked at. */
export function photoReadLabels(): Promise<Begun<number>> {
  return invoke("photo_read_labels");
}

/** Says that photos show an artefact in this view and in no other. */
export function photoPlaceAs(photos: Array<RecordId>, artefact: RecordId, view: string): Promise<Placed> {
  return invoke("photo_place_as", { photos, artefact, view });
}

/** Takes placing back; gives how many placements that changed. */
export function photoPlaceUndo(done: Placed): Promise<number> {
  return invoke("photo_place_undo", { done });
}

/** The regions and lengths that are marked in a photo. */
export function photoRegions(photo: RecordId): Promise<Array<RegionView>> {
  return invoke("photo_regions", { photo });
}

/** Marks a region, new or changed; gives its id. */
export function photoMark(photo: RecordId, id: string | null, region: Region): Promise<string> {
  return invoke("photo_mark", { photo, id, region });
}

/** Takes a region back. */
export function photoUnmark(photo: RecordId, id: string): Promise<void> {
  return invoke("photo_unmark", { photo, id });
}

/** The length of a line by a scale of the photo, and its unit; nothing is saved. */
export function photoMeasure(photo: RecordId, scale: string, from: [number, number], to: [number, number]): Promise<[string, string]> {
  return invoke("photo_measure", { photo, scale, from, to });
}

/** Says that photos show an artefact in a view; gives the placements. */
export function photoPlace(photos: Array<RecordId>, artefact: RecordId, view: string): Promise<Array<RecordId>> {
  return invoke("photo_place", { photos, artefact, view });
}

/** Takes placements of a photo back; gives how many. */
export function photoUnplace(photo: RecordId, artefact: RecordId, view: string | null): Promise<number> {
  return invoke("photo_unplace", { photo, artefact, view });
}

/** Sets a register of a photo: `caption`, `clock_error`, `derived_from`, `companion_of`. */
export function photoSet(photo: RecordId, field: string, value: Json): Promise<PhotoView> {
  return invoke("photo_set", { photo, field, value });
}

/** What any file's metadata claims; it need not be in the catalogue. */
export function photoInspect(file: string): Promise<Inspection> {
  return invoke("photo_inspect", { file });
}

// receipt

/** The receipts that were accepted, here or on another laptop. */
export function receiptList(): Promise<Array<ReceiptLine>> {
  return invoke("receipt_list");
}

/** One in full: by the first digits of its digest, by its file, or `receipt` for the newest. */
export function receiptShow(name: string): Promise<ReceiptView> {
  return invoke("receipt_show", { name });
}

/** Signs what this catalogue holds, and writes the receipt and its signature into a folder. */
export function receiptMake(to: string): Promise<MadeReceipt> {
  return invoke("receipt_make", { to });
}

/** Accepts a receipt from headquarters; its signature stands beside it. */
export function receiptAccept(path: string, signers: string | null): Promise<AcceptedReceipt> {
  return invoke("receipt_accept", { path, signers });
}

/** Where these records stand with headquarters, in their order. */
export function receiptWhereabouts(records: Array<RecordId>): Promise<Array<Whereabouts>> {
  return invoke("receipt_whereabouts", { records });
}

// record

/** Sets fields of several artefacts in one save; those in conflict over one of them only where `settle` says so. */
export function recordSetMany(ids: Array<RecordId>, inputs: Array<[string, Input]>, settle: boolean): Promise<BatchReport> {
  return invoke("record_set_many", { ids, inputs, settle });
}

/** Which of these artefacts are in conflict over this field. */
export function recordDisputed(ids: Array<RecordId>, field: string): Promise<Disputed> {
  return invoke("record_disputed", { ids, field });
}

/** Records the next object of a series with chosen fields of another. */
export function recordLike(model: RecordId, fields: Array<string>, inputs: Array<[string, Input]>): Promise<RecordId> {
  return invoke("record_like", { model, fields, inputs });
}

/** Everything ever said of one field, the last first. */
export function recordFieldHistory(id: RecordId, field: string): Promise<FieldHistory> {
  return invoke("record_field_history", { id, field });
}

/** What a person may mean who began to type into a field, the best first. */
export function recordSuggest(field: string, text: string, language: string, limit: number): Promise<Array<Suggestion>> {
  return invoke("record_suggest", { field, text, language, limit });
}

/** The units of measurements, in the order in which a form offers them. */
export function recordUnits(): Promise<Array<string>> {
  return invoke("record_units");
}

/** How a field reads what was typed into it. */
export function recordReadValue(field: string, input: Input, language: string): Promise<ValueReading> {
  return invoke("record_read_value", { field, input, language });
}

// search

/** Searches all text of records, notes, custody and photo names. */
export function searchFind(request: SearchRequest): Promise<SearchAnswer> {
  return invoke("search_find", { request });
}

// settings

/** The settings. */
export function settingsShow(): Promise<Settings> {
  return invoke("settings_show");
}

/** Changes some of them. */
export function settingsSet(choices: Choices): Promise<Settings> {
  return invoke("settings_set", { choices });
}

/** Remembers something of the page's own, such as the widths of panes; `null` forgets it. */
export function settingsRemember(name: string, value: Remembered): Promise<void> {
  return invoke("settings_remember", { name, value });
}

/** Takes a catalogue off the list of recent ones; its folder is not touched. */
export function settingsForgetRecent(path: string): Promise<Settings> {
  return invoke("settings_forget_recent", { path });
}

// start

/** What is on the desk: a page that was just loaded asks this first. */
export function startDesk(): Promise<DeskView> {
  return invoke("start_desk");
}

/** Catalogues that were open here, the last first. */
export function startRecent(): Promise<Array<RecentView>> {
  return invoke("start_recent");
}

/** Opens a catalogue in the place of the one that is open. */
export function startOpen(path: string): Promise<Opened> {
  return invoke("start_open", { path });
}

/** Closes the catalogue and locks the key. */
export function startClose(): Promise<void> {
  return invoke("start_close");
}

/** Begins to make an operation to try things on, and opens it. */
export function startExample(): Promise<Begun<Opened>> {
  return invoke("start_example");
}

/** Closes the window, whatever runs: jobs stop at their next safe point. */
export function startQuit(): Promise<void> {
  return invoke("start_quit");
}

// trust

/** The pinned root, the installed list, the own key, and headquarters' files where this is headquarters. */
export function trustShow(): Promise<TrustSeen> {
  return invoke("trust_show");
}

/** What a list in a folder says and would change; nothing is installed. One that cannot be installed is refused. */
export function trustLook(folder: string): Promise<LookedList> {
  return invoke("trust_look", { folder });
}

/** Installs a list; at first contact with the words or the fingerprint from headquarters' paper. */
export function trustInstall(folder: string, words: string | null): Promise<TrustSeen> {
  return invoke("trust_install", { folder, words });
}

/** Asks to be listed: writes the request, signed by the key that is unlocked, and its page. The old key, whose place
 * it takes, is named by its file and signs too. */
export function trustRequest(to: string, old: string | null, oldPassphrase: Passphrase | null): Promise<RequestSeen> {
  return invoke("trust_request", { to, old, old_passphrase: oldPassphrase });
}

/** Opens the page of a request in a window of its own and asks the system to print it. */
export function trustPrintRequest(file: string): Promise<void> {
  return invoke("trust_print_request", { file });
}

/** At headquarters: makes the root key, and the page with its words. */
export function trustInit(name: string, passphrase: Passphrase): Promise<TrustSeen> {
  return invoke("trust_init", { name, passphrase });
}

/** Opens the page of the root key's words in a window of its own and asks the system to print it. */
export function trustPrintRoot(): Promise<void> {
  return invoke("trust_print_root");
}

/** Writes the page of the root key's words to a file, to be printed elsewhere. */
export function trustSaveRoot(to: string): Promise<void> {
  return invoke("trust_save_root", { to });
}

/** Who asks in a request (its file, or a picture of its page), without the words of its key: those have to come from the person. */
export function trustReadRequest(file: string): Promise<RequestSeen> {
  return invoke("trust_read_request", { file });
}

/** Puts the key of a request on the next list, if it is the one that the person names in words. */
export function trustApprove(file: string, words: string, terms: ApprovalTerms): Promise<TrustSeen> {
  return invoke("trust_approve", { file, words, terms });
}

/** Ends a key in order, at a second or now: what it signed before stays good. */
export function trustRetire(fingerprint: string, last: number | null): Promise<TrustSeen> {
  return invoke("trust_retire", { fingerprint, last });
}

/** Revokes a key that may be in other hands since a second, or since now. */
export function trustRevoke(fingerprint: string, since: number | null, reason: string): Promise<TrustSeen> {
  return invoke("trust_revoke", { fingerprint, since, reason });
}

/** Takes back what was decided since the last list. */
export function trustForgetChanges(): Promise<TrustSeen> {
  return invoke("trust_forget_changes");
}

/** Signs the next list with the root key, installs it here, and copies it into a folder for the laptops. */
export function trustPublish(passphrase: Passphrase, to: string): Promise<Published> {
  return invoke("trust_publish", { passphrase, to });
}

// undo

/** What undoing would take back; `null` if there is nothing. */
export function undoPreview(): Promise<UndoPreview | null> {
  return invoke("undo_preview");
}

/** Takes the last own save back; with `expected` only that one. */
export function undoLast(expected: string | null): Promise<UndoPreview> {
  return invoke("undo_last", { expected });
}

// verify

/** Begins to verify a bundle or a catalogue, and loose photos against it. */
export function verifyBegin(request: VerifyRequest): Promise<Begun<VerifyResult>> {
  return invoke("verify_begin", { request });
}

/** What a path is that was dropped or chosen. */
export function verifyDropped(path: string): Promise<Dropped> {
  return invoke("verify_dropped", { path });
}

/** More findings of one group of a check. */
export function verifyFindings(check: number, group: number, offset: number, limit: number): Promise<Array<NamedFinding>> {
  return invoke("verify_findings", { check, group, offset, limit });
}

/** Saves the report of a check into a folder, signed by the key that is unlocked; unsigned if none is. */
export function verifySaveReport(check: number, folder: string): Promise<SavedReport> {
  return invoke("verify_save_report", { check, folder });
}

/** Begins to judge any bag of BagIt 0.93 to 1.0 by RFC 8493 alone. */
export function verifyBag(path: string): Promise<Begun<BagJudgement>> {
  return invoke("verify_bag", { path });
}

/** Begins to make the views of the open catalogue anew from its entries. */
export function verifyRebuild(): Promise<Begun<null>> {
  return invoke("verify_rebuild");
}

/** Begins to copy the open catalogue's database; gives the copy's path. */
export function verifyBackup(folder: string | null): Promise<Begun<string>> {
  return invoke("verify_backup", { folder });
}

/** Puts a backup in the place of the database of a catalogue that is not open. */
export function verifyRestore(catalogue: string, backup: string): Promise<Restored> {
  return invoke("verify_restore", { catalogue, backup });
}
