//! Writing our own entries: one chain, one key, one transaction.

use super::refresh::{Shown, note_fork};
use crate::digest::Digest;
use crate::entry::MAX_CLOCK_LEAP;
use crate::entry::{Class, Draft, Entry, NewChange, Position};
use crate::error::{Code, Error, Result};
use crate::head::{first_link, next_link};
use crate::id::{ChainId, OperationId};
use crate::json::{Json, MAX_INTEGER};
use crate::signature::{UnlockedKey, namespace};
use crate::store::{ChainRow, Reader, Writer};
use crate::template::Template;
use crate::time::{Clock, Random};
use std::sync::Arc;

/// How our newest chain of a key goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Continuity {
    /// It goes on after this place.
    Continue(ChainRow, Position),
    /// A new chain starts; `after` is where the older one stands, and `why` says what was found.
    Start {
        /// The older chain's end, if there is one.
        after: Option<Position>,
        /// `first`, `absent`, `ahead`, `different` or `forked`.
        why: &'static str,
    },
}

/// Decides whether a key goes on writing its chain here or starts a new one.
///
/// `kept` gives the newest head of a chain that is kept outside the catalogue. Source of the rule: the design,
/// section 4, "Chain": equal to ours or an ancestor, go on; absent, ahead or different, start anew.
///
/// # Errors
/// The database's failures.
pub fn choose_chain(
    reader: &Reader<'_>,
    key: &[u8; 32],
    kept: &dyn Fn(ChainId) -> Result<Option<Position>>,
) -> Result<Continuity> {
    let mine = reader.chains()?.into_iter().filter(|c| c.mine && c.key == *key).max_by_key(|c| c.id);
    let Some(chain) = mine else { return Ok(Continuity::Start { after: None, why: "first" }) };
    let tips = reader.tips(&chain)?;
    let [(tip, _)] = tips[..] else {
        return Ok(Continuity::Start { after: tips.first().map(|(tip, _)| *tip), why: "forked" });
    };
    let why = match kept(chain.chain)? {
        None => "absent",
        Some(kept) if kept.seq > tip.seq => "ahead",
        Some(kept) if reader.entries_at(chain.id, kept.seq)?.iter().any(|e| e.link == kept.link) => {
            return Ok(Continuity::Continue(chain, tip));
        }
        Some(_) => "different",
    };
    Ok(Continuity::Start { after: Some(tip), why })
}

/// Writes entries of one chain inside one transaction.
pub struct Pen<'w> {
    writer: &'w Writer<'w>,
    key: &'w UnlockedKey,
    clock: &'w dyn Clock,
    random: &'w dyn Random,
    op: OperationId,
    chain: i64,
    at: Position,
    lamport: u64,
    save: [u8; 16],
    shown: Shown<'w>,
    signer_known: bool,
}

impl<'w> Pen<'w> {
    /// Takes up the pen: goes on with the chain, or starts one with its `chain.start`.
    ///
    /// # Errors
    /// The database's failures, or when the Lamport counter is used up.
    pub fn open(
        writer: &'w Writer<'w>,
        key: &'w UnlockedKey,
        (clock, random): (&'w dyn Clock, &'w dyn Random),
        op: OperationId,
        device: &str,
        continuity: Continuity,
    ) -> Result<Self> {
        let lamport = writer.setting("clock")?.and_then(|c| c.parse().ok()).unwrap_or(0);
        let mut save = [0; 16];
        random.fill(&mut save)?;
        let placeholder = Position { chain: ChainId([0; 16]), seq: 0, link: Digest([0; 32]) };
        let shown = Shown::new(writer);
        let mut pen = Self {
            writer,
            key,
            clock,
            random,
            op,
            chain: 0,
            at: placeholder,
            lamport,
            save,
            shown,
            signer_known: true,
        };
        match continuity {
            Continuity::Continue(chain, at) => {
                pen.op = chain.op;
                pen.chain = chain.id;
                pen.at = at;
            }
            Continuity::Start { after, why } => pen.start(device, after, why)?,
        }
        Ok(pen)
    }

    fn start(&mut self, device: &str, after: Option<Position>, why: &str) -> Result<()> {
        let mut nonce = [0; 16];
        self.random.fill(&mut nonce)?;
        let public = self.key.public();
        let chain = ChainId::derive(self.op, public.as_bytes(), &nonce);
        let heads = super::tips(self.writer)?;
        let row = ChainRow {
            id: 0,
            chain,
            op: self.op,
            key: *public.as_bytes(),
            device: device.to_owned(),
            mine: true,
        };
        self.chain = self.writer.add_chain(&row)?;
        self.at = Position { chain, seq: 0, link: first_link(chain) };
        self.signer_known = false;
        let mut body = vec![
            ("public_key".to_owned(), Json::Text(public.openssh())),
            ("nonce".to_owned(), Json::Text(crate::digest::to_hex(&nonce))),
            ("device".to_owned(), device.into()),
            ("reason".to_owned(), why.into()),
            ("heads".to_owned(), Json::List(heads.iter().map(Position::to_json).collect())),
        ];
        if let Some(after) = after {
            body.push(("continues".to_owned(), after.to_json()));
        }
        self.write("chain.start", Class::Open, Vec::new(), Json::Object(body))?;
        Ok(())
    }

    /// From now on artefacts are measured against these templates as they get their rows.
    pub fn measure_by(&mut self, templates: Arc<[Template]>) {
        self.shown.measure_by(templates);
    }

    /// True if this pen has just started a chain: its signer should be introduced.
    pub fn started(&self) -> bool {
        !self.signer_known
    }

    /// Signs and adds one entry, with a change of a record of `None` meaning the record that it creates.
    ///
    /// # Errors
    /// [`Code::BadEntry`] where the format does not allow it; the database's failures.
    pub fn write(&mut self, kind: &str, class: Class, changes: Vec<NewChange>, body: Json) -> Result<Entry> {
        let doing = "writing an entry";
        let mut salt = [0; 16];
        self.random.fill(&mut salt)?;
        let clock = self.lamport + 1;
        if clock > MAX_INTEGER.cast_unsigned() {
            return Err(Error::new(Code::BadEntry, doing, "the operation's counter is used up"));
        }
        let draft = Draft {
            op: self.op,
            after: self.at,
            clock,
            moment: self.clock.now(),
            salt,
            class,
            save: self.save,
            kind: kind.to_owned(),
            changes,
            body,
        };
        let line = draft.line();
        let entry = Entry::read(&line).map_err(|what| {
            Error::new(Code::BadEntry, doing, what)
                .on(kind)
                .safe("Nothing was saved")
                .remedy("Shorten the text, or split it over several notes or fields")
        })?;
        let signature = self.key.sign(namespace::ENTRY, &line)?;
        let row = self.writer.add_entry(self.chain, &entry, &line, &signature.0)?;
        let Some(row) = row else {
            return Err(Error::new(Code::Internal, doing, "the entry is held already"));
        };
        note_fork(self.writer, self.chain, entry.seq)?;
        self.shown.show(row, &entry)?;
        self.at =
            Position { chain: self.at.chain, seq: entry.seq, link: next_link(entry.prev, entry.digest) };
        self.lamport = clock;
        Ok(entry)
    }

    /// The operation of the chain that is written.
    pub fn operation(&self) -> OperationId {
        self.op
    }

    /// Where the chain stands.
    pub fn position(&self) -> Position {
        self.at
    }

    /// Lets a body reader see the state as it is within this transaction.
    ///
    /// # Errors
    /// The database's failures.
    pub fn reader(&mut self) -> Result<&Reader<'w>> {
        self.shown.flush()?;
        Ok(self.writer)
    }

    /// The transaction in which this pen writes.
    pub fn writer(&self) -> &'w Writer<'w> {
        self.writer
    }

    /// Raises our counter to one that was seen, unless that leaps (FORMAT.md section 4): a counter far above ours
    /// never raises it. To be called in ascending order.
    pub fn saw_clock(&mut self, clock: u64) {
        if clock <= self.lamport + MAX_CLOCK_LEAP {
            self.lamport = self.lamport.max(clock);
        }
    }

    /// Removes a draft with the same commit.
    ///
    /// # Errors
    /// The database's failures.
    pub fn remove_draft(&self, number: i64) -> Result<()> {
        self.writer.remove_draft(number)
    }

    /// Shows an entry of others that was added as this row.
    ///
    /// # Errors
    /// The database's failures.
    pub fn show_foreign(&mut self, row: i64, entry: &Entry) -> Result<()> {
        self.shown.show(row, entry)
    }

    /// Puts the pen down; the caller commits.
    ///
    /// # Errors
    /// The database's failures.
    pub fn close(mut self) -> Result<Position> {
        self.shown.flush()?;
        self.writer.set_setting("clock", &self.lamport.to_string())?;
        Ok(self.at)
    }
}
