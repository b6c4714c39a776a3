//! Signing the heads of this key's chain, and asking whether a place of a chain is held.

use super::Catalogue;
use crate::entry::Position;
use crate::error::Result;
use crate::head::head_text;
use crate::import;
use crate::signature::namespace;
use crate::store::HeadRow;

impl Catalogue {
    /// Signs the head of this key's chain as it stands, starting the chain if there is none; heads are evidence
    /// and are kept.
    ///
    /// # Errors
    /// [`Code::KeyLocked`]; the database's failures.
    pub fn sign_head(&mut self) -> Result<Position> {
        let position = self.commit(|pen| Ok(pen.position()))?;
        self.sign_standing_head()?;
        Ok(position)
    }

    /// Signs the head of this key's chain if it has one here that goes on and whose end is not signed yet.
    pub(super) fn sign_standing_head(&mut self) -> Result<()> {
        let Some((key, _)) = &self.signer else { return Ok(()) };
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
