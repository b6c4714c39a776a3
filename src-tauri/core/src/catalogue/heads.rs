//! Signing the heads of this key's chain, and asking whether a place of a chain is held.

use super::Catalogue;
use super::seat::Signer;
use crate::entry::Position;
use crate::error::Result;
use crate::head::head_text;
use crate::import;
use crate::signature::{UnlockedKey, namespace};
use crate::store::HeadRow;
use std::sync::Arc;

impl Catalogue {
    /// Signs the head of this key's chain as it stands, starting the chain if there is none; heads are evidence
    /// and are kept.
    ///
    /// # Errors
    /// [`Code::KeyLocked`]; the database's failures.
    pub fn sign_head(&mut self) -> Result<Position> {
        let signer = self.seat.required()?;
        self.sign_head_of(&signer)
    }

    /// The same for a job that was begun with a key and ends with it.
    pub(super) fn sign_head_of(&mut self, signer: &Signer) -> Result<Position> {
        let position = self.commit_by(signer, |pen| Ok(pen.position()))?;
        self.sign_tip(&signer.key)?;
        Ok(position)
    }

    /// Signs the head of this key's chain if it has one here that goes on and whose end is not signed yet.
    pub(super) fn sign_standing_head(&mut self) -> Result<()> {
        self.seat.signer().map_or(Ok(()), |signer| self.sign_tip(&signer.key))
    }

    fn sign_tip(&mut self, key: &UnlockedKey) -> Result<()> {
        let seat = Arc::clone(&self.seat);
        let _turn = seat.turn();
        let reader = self.database.read();
        let continuity =
            crate::ledger::choose_chain(&reader, key.public().as_bytes(), &|chain| self.kept.get(chain))?;
        let crate::ledger::Continuity::Continue(chain, position) = continuity else { return Ok(()) };
        if reader.heads(&chain)?.first().is_some_and(|head| head.position == position) {
            return Ok(());
        }
        let text = head_text(chain.op, &position);
        let signature = key.sign(namespace::HEAD, text.as_bytes())?;
        self.database
            .write(|writer| writer.add_head(chain.id, &HeadRow { position, signature: signature.0 }))?;
        Ok(())
    }

    /// True if the place is held; one that cannot be looked up counts as not held.
    pub(super) fn holds(&self, position: &Position) -> bool {
        import::holds(&self.reader(), position).unwrap_or(false)
    }
}
