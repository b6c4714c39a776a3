#!/usr/bin/env python3
"""Makes Sigillum bundles by hand, from a short description: a test tool, never used on evidence.

It says nothing about how Sigillum works inside; it writes what FORMAT.md says, and, when asked, what it forbids. Keys
are made from names and everything else is counted, so the same description always gives the same bytes. Derived files
that need the whole program (tables, pages, index, verify.txt) are placeholders; notes and keys are right.

    handmade.py DESCRIPTION.json FOLDER    one bundle for each in the description's `bundles`
    handmade.py --samples FOLDER           the good bundles of `samples()`, with `expected.json`

Both write FOLDER/signers, an `allowed_signers` file with every signer's key.

A description is an object:

    operation   a word, from which the id is made
    chains      {label: {signer, entries, operation?, heads?, clock?, nonce?, branches?: [{from, entries}]}}
    bundles     [{label, kind, signer, chains?: {label: number of lines}, since?: label, heads?: {label: seq or 0}}]

and an entry: {as?, kind, changes?: [[record, field, value, seen?]], body?, files?: [text], class?, clock?, at?,
withheld?: true}. In its texts `@label` stands for the digest of the entry called so before, `#0` for the digest of the
first of its files, `%word` for the record of that signer, `&word` for the operation id made from that word. In
`bundles`, `signer` is the label of the chain that seals. `chain.start` is written by itself.
"""
import base64
import copy
import hashlib
import json
import os
import re
import struct
import sys
import zlib

import sigillum_reader as reader

# ---------------------------------------------------------------- bytes


def sha(data):
    return hashlib.sha256(data).digest()


def compact(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def counted(*parts):
    """32 hex digits that look random and never change."""
    return sha(repr(parts).encode())[:16].hex()


def field(data):
    return struct.pack(">I", len(data)) + data


class Signer:
    """An Ed25519 key (RFC 8032) made from a word."""

    def __init__(self, word):
        wide = hashlib.sha512(sha(b"test signer " + word.encode())).digest()
        self.word, self.prefix = word, wide[32:]
        self.secret = int.from_bytes(wide[:32], "little") & ~7 & (1 << 254) - 1 | 1 << 254
        self.raw = self.times_base(self.secret)
        self.blob = field(b"ssh-ed25519") + field(self.raw)
        self.public = "ssh-ed25519 " + base64.b64encode(self.blob).decode()
        self.fingerprint = "SHA256:" + base64.b64encode(sha(self.blob)).decode().rstrip("=")
        self.record = "signer:" + sha(self.raw).hex()

    @staticmethod
    def times_base(number):
        return reader.point_encode(reader.point_sum(number, reader.BASE, 0, reader.BASE))

    def sign(self, namespace, message):
        """The 64 bytes of the SSHSIG signature."""
        whole = b"SSHSIG" + field(namespace.encode()) + field(b"") + field(b"sha512") + field(hashlib.sha512(message).digest())
        nonce = int.from_bytes(hashlib.sha512(self.prefix + whole).digest(), "little") % reader.L
        point = self.times_base(nonce)
        challenge = int.from_bytes(hashlib.sha512(point + self.raw + whole).digest(), "little")
        return point + ((nonce + challenge * self.secret) % reader.L).to_bytes(32, "little")

    def armoured(self, namespace, signature):
        blob = (b"SSHSIG\0\0\0\1" + field(self.blob) + field(namespace.encode()) + field(b"") + field(b"sha512")
                + field(field(b"ssh-ed25519") + field(signature)))
        text = base64.b64encode(blob).decode()
        lines = "".join(text[i:i + 70] + "\n" for i in range(0, len(text), 70))
        return ("-----BEGIN SSH SIGNATURE-----\n" + lines + "-----END SSH SIGNATURE-----\n").encode()

    def sign_file(self, namespace, message):
        return self.armoured(namespace, self.sign(namespace, message))


# ---------------------------------------------------------------- chains


class Line:
    """One entry as it was written: its bytes, its place, and what bundles need to know of it."""

    def __init__(self, data, signature, seq, link, entry, withheld, files):
        self.data, self.signature, self.seq, self.link = data, signature, seq, link
        self.entry, self.withheld, self.files, self.digest = entry, withheld, files, sha(data)


class Chain:
    """A list of lines that one signer wrote, and the way to add one."""

    def __init__(self, signer, operation, nonce, heads=(), clock=0, **start):
        self.signer, self.operation, self.clock, self.lines = signer, operation, clock, []
        self.id = sha(b"sigillum chain id v1\n" + bytes.fromhex(operation) + signer.raw + bytes.fromhex(nonce))[:16].hex()
        body = {"public_key": signer.public, "nonce": nonce, "device": "laptop of " + signer.word, "heads": list(heads), **start}
        self.add({"kind": "chain.start", "body": body})

    @property
    def link(self):
        return self.lines[-1].link if self.lines else sha(b"sigillum chain v1\n" + bytes.fromhex(self.id))

    def add(self, wanted, **members):
        """Writes an entry; `members` overwrite members of the line, whatever the page says about them."""
        seq = len(self.lines) + 1
        self.clock = wanted.get("clock", self.clock + 1)
        files = [text.encode() for text in wanted.get("files", [])]
        body = dict(wanted.get("body", {}))
        if files:
            body["originals"] = [{"sha256": sha(data).hex(), "size": len(data), "ext": "bin"} for data in files]
        changes = [{"record": c[0], "field": c[1], "value": c[2], "seen": list(c[3]) if len(c) > 3 else []}
                   for c in wanted.get("changes", [])]
        entry = {"v": 1, "op": self.operation, "chain": self.id, "seq": seq, "prev": self.link.hex(), "clock": self.clock,
                 "at": wanted.get("at", "2025-11-13T09:%02d:%02d.123Z" % (seq // 60 % 60, seq % 60)), "zone": "+01:00",
                 "salt": counted("salt", self.id, seq, repr(wanted)), "class": wanted.get("class", "open"),
                 "save": counted("save", self.id, seq), "kind": wanted["kind"], "changes": changes, "body": body, **members}
        return self.add_bytes(compact(entry) + b"\n", entry, wanted.get("withheld", False), files)

    def add_bytes(self, data, entry=None, withheld=False, files=()):
        link = sha(self.link + sha(data))
        line = Line(data, self.signer.sign("entry@sigillum", data), len(self.lines) + 1, link, entry or {}, withheld, files)
        self.lines.append(line)
        return line

    def branch(self, seq):
        """The same chain up to `seq`, to go on differently."""
        other = copy.copy(self)
        other.lines = self.lines[:seq]
        other.clock = other.lines[-1].entry["clock"]
        return other

    def head(self, seq=0):
        line = self.lines[seq - 1]
        return {"chain": self.id, "seq": line.seq, "link": line.link.hex()}

    def head_text(self, seq=0):
        line = self.lines[seq - 1]
        return ("sigillum head v1\n%s\n%s\n%d\n%s\n" % (self.operation, self.id, line.seq, line.link.hex())).encode()


# ---------------------------------------------------------------- bundles

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def head_code(line):
    number = int.from_bytes(line.link[:10], "big")
    digits = ""
    for _ in range(16):
        digits, number = LETTERS[number % 32] + digits, number // 32
    check = (LETTERS + "*~$=U")[(int.from_bytes(line.link[:10], "big") * 2**53 + line.seq) % 37]
    return "%s-%s-%s-%s-%s %d" % (digits[:4], digits[4:8], digits[8:12], digits[12:], check, line.seq)


def principal(signer, chains):
    """For descriptions in which nobody's name is changed twice: the name that some entry gives."""
    for chain in chains:
        for line in chain.lines:
            for change in line.entry.get("changes", []):
                if change["record"] == signer.record and change["field"] == "name":
                    kept = re.sub("[^a-z0-9._-]+", ".", change["value"].lower()).strip(".")
                    return kept or "signer." + sha(signer.raw).hex()[:16]
    return "signer." + sha(signer.raw).hex()[:16]


class Bundle:
    """A bundle in memory: `files` are its paths and bytes; `seal` makes manifests and signature fit them again."""

    def __init__(self, name, signer, files, info, heads):
        self.name, self.signer, self.files, self.info, self.heads = name, signer, files, info, heads

    def seal(self):
        payload = {path: data for path, data in self.files.items() if path.startswith("data/")}
        info = dict(self.info, **{"Payload-Oxum": "%d.%d" % (sum(map(len, payload.values())), len(payload))})
        self.files["bagit.txt"] = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
        self.files["bag-info.txt"] = "".join("%s: %s\n" % item for item in info.items()).encode()
        self.files["manifest-sha256.txt"] = self.manifest(payload)
        return self.seal_tags()

    def seal_tags(self):
        self.files["tagmanifest-sha256.txt"] = self.manifest(["bag-info.txt", "bagit.txt", "manifest-sha256.txt"])
        return self.sign()

    def sign(self):
        tags = self.files["tagmanifest-sha256.txt"]
        self.files["tagmanifest-sha256.txt.sig"] = self.signer.sign_file("bundle@sigillum", tags)
        return self

    def manifest(self, paths):
        return "".join("%s  %s\n" % (sha(self.files[path]).hex(), path) for path in sorted(paths)).encode()

    @property
    def digest(self):
        return sha(self.files["tagmanifest-sha256.txt"]).hex()

    def copy(self):
        return Bundle(self.name, self.signer, dict(self.files), dict(self.info), list(self.heads))

    def write_folder(self, into):
        root = os.path.join(into, self.name)
        for path, data in self.files.items():
            target = os.path.join(root, path)
            os.makedirs(os.path.dirname(target), exist_ok=True)
            with open(target, "wb") as file:
                file.write(data)
        return root

    def write_zip(self, into):
        path = os.path.join(into, self.name + ".zip")
        with open(path, "wb") as file:
            file.write(zip_bytes([(self.name + "/" + path, data) for path, data in sorted(self.files.items())]))
        return path


def zip_bytes(members):
    """Section 10's ZIP form, for small bundles."""
    body, directory = b"", b""
    for name, data in members:
        name = name.encode()
        fields = struct.pack("<HHHHHIIIHH", 10, 0, 0, 0, 0x21, zlib.crc32(data), len(data), len(data), len(name), 0)
        directory += b"PK\1\2" + struct.pack("<H", 45) + fields + struct.pack("<HHHII", 0, 0, 0, 0, len(body)) + name
        body += b"PK\3\4" + fields + name + data
    return body + directory + b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, len(members), len(members), len(directory), len(body), 0)


class World:
    """All chains of a description, and the bundles made of them."""

    def __init__(self, description):
        self.operation = counted("operation", description.get("operation", "op"))
        self.chains, self.branches, self.labels, self.signers = {}, {}, {}, {}
        for label, wanted in description["chains"].items():
            signer = self.signers.setdefault(wanted["signer"], Signer(wanted["signer"]))
            operation = counted("operation", wanted["operation"]) if "operation" in wanted else self.operation
            heads = [self.chains[of].head() for of in wanted.get("heads", [])]
            chain = Chain(signer, operation, counted("nonce", label), heads, wanted.get("clock", 0))
            self.chains[label], self.branches[label] = chain, [chain]
            self.write(chain, wanted["entries"])
            for branch in wanted.get("branches", []):
                self.branches[label].append(chain.branch(branch["from"]))
                self.write(self.branches[label][-1], branch["entries"])
        self.bundles = {}
        for wanted in description.get("bundles", []):
            self.bundles[wanted["label"]] = self.bundle(**{k: v for k, v in wanted.items() if k != "label"})

    def write(self, chain, entries):
        for wanted in entries:
            files = [sha(text.encode()).hex() for text in wanted.get("files", [])]
            ready = self.fill({k: v for k, v in wanted.items() if k != "files"}, files)
            line = chain.add({**ready, "files": wanted.get("files", [])})
            if "as" in wanted:
                self.labels[wanted["as"]] = line.digest.hex()

    def fill(self, value, files):
        if isinstance(value, dict):
            return {key: self.fill(part, files) for key, part in value.items()}
        if isinstance(value, list):
            return [self.fill(part, files) for part in value]
        if isinstance(value, str):
            value = re.sub("#([0-9])", lambda m: files[int(m[1])] if int(m[1]) < len(files) else m[0], value)
            value = re.sub("%([a-z]+)", lambda m: self.signers[m[1]].record if m[1] in self.signers else m[0], value)
            value = re.sub("&([a-z]+)", lambda m: counted("operation", m[1]), value)
            return re.sub("@([a-z0-9]+)", lambda m: self.labels.get(m[1], m[0]), value)
        return value

    def bundle(self, kind="full", signer=None, chains=None, since=None, heads=None):
        """One bundle. `chains`: how many lines of which; `heads`: which seq is the newest head, 0 for none."""
        own = self.chains[signer]
        base = self.bundles[since] if since else None
        files = {"data/%s" % path: b"" for path in ("verify.txt", "index.html", "pages/a1.html", "tables/artefacts.csv",
                                                    "tables/photos.csv", "tables/notes.csv", "tables/custody.csv")}
        shown, ends, keys = [], [], {own.signer.word: own.signer}
        for label, count in (chains or {label: len(c.lines) for label, c in self.chains.items()}).items():
            for branch in self.branches[label]:
                lines = branch.lines[:count] if len(self.branches[label]) == 1 else branch.lines
                start = next((i for i, line in enumerate(lines) if base and line.link.hex() in [h["link"] for h in base.heads]), 0)
                if start + 1 == len(lines) and base and lines[-1].link.hex() in [h["link"] for h in base.heads]:
                    continue  # nothing new
                lines = lines[:1] + lines[start + 1:]
                stem = branch.id if len(self.branches[label]) == 1 else branch.id + "-" + lines[-1].digest.hex()[:16]
                head = (heads or {}).get(label, lines[-1].seq)
                self.ledger_files(files, stem, branch, lines, head, kind == "dossier")
                visible = copy.copy(branch)
                visible.lines = [line for line in lines if not (kind == "dossier" and line.withheld)]
                shown.append(visible)
                ends.append((branch.head(lines[-1].seq), branch.head(start + 1) if start else None))
                keys[branch.signer.word] = branch.signer
        rows = {word: "%s %s\n" % (principal(key, shown), key.public) for word, key in keys.items()}
        files["data/keys/allowed_signers"] = (rows.pop(own.signer.word) + "".join(sorted(rows.values()))).encode()
        if base:
            files["data/base.json"] = compact({"v": 1, "kind": "bundle", "digest": base.digest, "operation": self.operation,
                                               "heads": base.heads}) + b"\n"
        old = [head for head in (base.heads if base else []) if head not in [follows for _, follows in ends]]
        held = sorted(old + [end for end, _ in ends if end not in old], key=lambda h: (h["chain"], h["seq"], h["link"]))
        last = own.lines[(chains or {}).get(signer, len(own.lines)) - 1]
        name = "op-7-%s-%s-%d-%s" % (kind, own.id[:8], last.seq, counted(kind, own.id, last.seq, since)[:6])
        info = {"External-Identifier": name, "Bagging-Date": "2025-11-14", "Payload-Oxum": "", "Sigillum-Format": "1",
                "Sigillum-Bundle": kind, "Sigillum-Operation": self.operation, "Sigillum-Chain": own.id,
                "Sigillum-Signer": own.signer.fingerprint, "Sigillum-Head-Code": head_code(last)}
        return Bundle(name, own.signer, files, info, held).seal()

    @staticmethod
    def ledger_files(files, stem, chain, lines, head, dossier):
        hidden = [dossier and line.withheld for line in lines]
        files["data/ledger/%s.jsonl" % stem] = b"".join(
            b'{"withheld":"%s"}\n' % line.digest.hex().encode() if hide else line.data for line, hide in zip(lines, hidden))
        files["data/ledger/%s.sigs" % stem] = b"".join(
            b"-\n" if hide else line.signature.hex().encode() + b"\n" for line, hide in zip(lines, hidden))
        if head:
            files["data/ledger/%s.head" % stem] = chain.head_text(head)
            files["data/ledger/%s.head.sig" % stem] = chain.signer.sign_file("head@sigillum", chain.head_text(head))
        for line, hide in zip(lines, hidden):
            if not hide:
                for data in line.files:
                    digest = sha(data).hex()
                    files["data/originals/%s/%s.bin" % (digest[:2], digest)] = data
                if line.entry.get("kind") == "note.seal":
                    files["data/notes/%s.json" % line.digest.hex()] = line.data
                    files["data/notes/%s.sig" % line.digest.hex()] = chain.signer.armoured("entry@sigillum", line.signature)

    def allowed_signers(self):
        return "".join("%s %s\n" % (word, key.public) for word, key in sorted(self.signers.items()))


# ---------------------------------------------------------------- samples

ANNA = [
    {"kind": "signer.introduce", "changes": [["%anna", "name", "Anna Ødegård "], ["%anna", "role", "archaeologist"]]},
    {"kind": "operation.set", "changes": [["operation:&op", "reference", "OP/7"]]},
    {"as": "a1", "kind": "artefact.create", "changes": [["self", "exists", True], ["self", "title", "Head of a bodhisattva"]]},
    {"as": "t2", "kind": "artefact.set", "withheld": True, "class": "internal", "changes": [["artefact:@a1", "value", "1250.00"]]},
    {"as": "p1", "kind": "photo.add", "files": ["no real photo, but bytes all the same"],
     "changes": [["photo:#0", "exists", True]], "body": {"name": "IMG_0001.JPG", "label": "card 1"}},
    {"kind": "photo.place", "changes": [["self", "exists", True], ["self", "view", "overall front"]]},
    {"as": "n1", "kind": "note.seal", "changes": [["self", "exists", True]],
     "body": {"text": "تندیس — ព្រះ — chipped at the left ear", "title": "Condition", "about": ["artefact:@a1"], "addendum_to": None}},
    {"kind": "future.thing", "changes": [["self", "colour", {"value": "01.50", "unit": "mm"}]], "body": {"deep": [[[[1]]]]}},
    {"as": "w1", "kind": "custody.record", "withheld": True, "changes": [["self", "exists", True]], "body": {"event": "packed"}},
]
BORIS = [
    {"kind": "signer.introduce", "changes": [["%boris", "name", "Boris"]]},
    {"as": "b1", "kind": "artefact.set", "changes": [["artefact:@a1", "title", "Head of a Buddha"]]},
    {"kind": "artefact.create", "files": ["a template"], "changes": [["self", "exists", True]]},
]
MORE = [{"kind": "artefact.set", "changes": [["artefact:@a1", "title", "Head of Maitreya", ["@a1", "@b1"]]]},
        {"kind": "note.seal", "changes": [["self", "exists", True]], "body": {"text": "An addendum", "addendum_to": "note:@n1"}}]


def samples():
    """[(label, bundle, bases, verdict with the signers known, codes)] and the text of the list of signers."""
    two = {"anna": {"signer": "anna", "entries": ANNA + MORE[:0]}, "boris": {"signer": "boris", "entries": BORIS, "heads": ["anna"]}}
    more = copy.deepcopy(two)
    more["chief"] = {"signer": "chief", "entries": MORE, "heads": ["anna", "boris"]}
    late = {"anna": {"signer": "anna", "entries": ANNA + BORIS[2:] + MORE[1:]}, "boris": {"signer": "boris", "entries": BORIS}}
    forked = copy.deepcopy(two)
    forked["anna"]["branches"] = [{"from": 5, "entries": ANNA[6:7]}]
    adopted = copy.deepcopy(two)
    adopted["boris"]["operation"] = "other"
    foreign = copy.deepcopy(adopted)
    adopted["anna"]["entries"] = ANNA + [{"kind": "operation.adopt", "body": {"operation": "&other"}}]
    full = {"label": "full", "kind": "full", "signer": "anna"}
    cut = dict(full, chains={"anna": 8, "boris": 4})
    since = {"label": "since", "kind": "since", "signer": "anna", "since": "full"}
    dossier = {"label": "dossier", "kind": "dossier", "signer": "anna"}
    out, worlds = [], []

    def add(label, chains, bundles, verdict, codes=(), bases=()):
        world = World({"operation": "op", "chains": chains, "bundles": bundles})
        worlds.append(world)
        made = list(world.bundles.values())
        out.append((label, made[-1], [world.bundles[of] for of in bases], verdict, sorted(codes)))

    add("full", two, [full], "verified")
    add("since-alone", late, [cut, since], "incomplete", ["base-absent"])
    add("since-with-base", late, [cut, since], "verified", [], ["full"])
    third = dict(since, label="third", since="since", signer="chief")
    add("since-since", {**late, "chief": more["chief"]}, [cut, dict(since, chains={"anna": 11, "boris": 4}), third],
        "verified", [], ["full", "since"])
    add("dossier", two, [dossier], "verified")
    add("dossier-old-head", two, [dict(dossier, heads={"anna": 7})], "unverifiable", ["withheld-unbound"])
    add("full-no-head", two, [dict(full, heads={"anna": 0, "boris": 0})], "verified")
    add("forked", forked, [full], "unverifiable", ["chain-forked"])
    add("adopted", adopted, [full], "verified")
    add("foreign", foreign, [full], "altered", ["other-operation"])
    add("many", more, [full], "verified")
    signers = {word: key for world in worlds for word, key in world.signers.items()}
    return out, "".join("%s %s\n" % (word, key.public) for word, key in sorted(signers.items()))


def main(arguments):
    if len(arguments) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    target = arguments[1]
    os.makedirs(target, exist_ok=True)
    if arguments[0] == "--samples":
        made, signers = samples()
        expected = []
        for label, bundle, bases, verdict, codes in made:
            folder = os.path.join(target, label)
            os.makedirs(folder)
            paths = [os.path.relpath(write(folder), target) for write in (bundle.write_folder, bundle.write_zip)]
            under = [os.path.relpath(base.write_folder(folder), target) for base in bases]
            expected.append({"label": label, "bundles": paths, "bases": under, "verdict": verdict, "codes": codes})
        with open(os.path.join(target, "expected.json"), "w", encoding="utf-8") as file:
            json.dump(expected, file, indent=1)
    else:
        with open(arguments[0], encoding="utf-8") as file:
            world = World(json.load(file))
        signers = world.allowed_signers()
        for bundle in world.bundles.values():
            print(bundle.write_folder(target))
    with open(os.path.join(target, "signers"), "w", encoding="utf-8") as file:
        file.write(signers)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
