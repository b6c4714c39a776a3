import { beforeEach, expect, test, vi } from "vitest";
import { artefactShow, formDraft, formKeep, formSave, type ArtefactView } from "../../lib/api";
import { withPart, nothing } from "./fields/parts";
import { RecordForm } from "./form.svelte";

vi.mock("../../lib/api", () => ({
  artefactShow: vi.fn(),
  formDiscard: vi.fn(),
  formDraft: vi.fn(),
  formKeep: vi.fn(),
  formSave: vi.fn(),
}));
vi.mock("../../lib/domain/session.svelte", () => ({ session: { unlocked: true } }));

const title = { id: "title", type: "text" } as const;
const later = <T>(answer: T): Promise<T> => new Promise((done) => setTimeout(() => done(answer), 5));

beforeEach(() => {
  vi.resetAllMocks();
  vi.mocked(artefactShow).mockImplementation((id) => later({ id, fields: [] } as unknown as ArtefactView));
  vi.mocked(formDraft).mockResolvedValue(null);
});

test("what is asked for after a field was left comes after its save", async () => {
  const done: string[] = [];
  vi.mocked(formKeep).mockImplementation(() => later(undefined).then(() => void done.push("kept")));
  vi.mocked(formSave).mockImplementation(() =>
    later({ id: "artefact:1", created: false } as never).then((saved) => (done.push("saved"), saved)),
  );
  const form = new RecordForm();
  form.know([title]);
  await form.open("artefact:1");
  form.edit(title, withPart(nothing, "text", "Head"));
  void form.leave(title);
  await form.afterWrites(() => Promise.resolve(done.push("undone")));
  expect(done).toEqual(["kept", "saved", "undone"]);
});

test("a record that is being opened is opened once, and both who asked wait until it is shown", async () => {
  const form = new RecordForm();
  const first = form.open("artefact:1");
  const second = form.open("artefact:1");
  await first;
  expect(form.subject).toBe("artefact:1");
  await second;
  expect(artefactShow).toHaveBeenCalledTimes(1);
});

test("who goes back before the next record is here stays at the one before", async () => {
  const form = new RecordForm();
  await form.open("artefact:1");
  const next = form.open("artefact:2");
  expect(form.wanted).toBe("artefact:2");
  await Promise.all([next, form.open("artefact:1")]);
  expect([form.subject, form.wanted]).toEqual(["artefact:1", "artefact:1"]);
});
