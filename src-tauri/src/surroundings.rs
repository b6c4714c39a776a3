//! Where this computer keeps things. The command line keeps keys and heads in the same places.

use crate::desk::Places;
use sigillum_core::error::{Code, Error, Result};

/// The places, from the system's own rules; nothing is touched.
///
/// # Errors
/// [`Code::Usage`] if the system names no home folder.
pub fn places() -> Result<Places> {
    let data = sigillum_host::data_folder().ok_or_else(|| {
        Error::new(Code::Usage, "finding the data folder", "the system names no home folder")
    })?;
    let heads = sigillum_host::heads_folder(&data);
    let around = sigillum_host::surroundings(heads, sigillum_host::device());
    Ok(Places {
        around,
        keys: sigillum_host::keys_folder(&data),
        config: sigillum_host::config_folder().unwrap_or_else(|| data.clone()),
        logs: data.join("logs"),
        examples: data.join("examples"),
        data,
    })
}

/// Lets headquarters' list count, as it is installed on this computer. Where its files were damaged nobody is trusted by
/// them, and the window opens all the same: the screen of signers says what is wrong.
pub fn install_list(places: &Places) {
    match sigillum_host::trust::installed_signers(&places.data) {
        Ok(list) => places.around.signers.set(list),
        Err(error) => {
            crate::log::error("list of signers", &error);
            places.around.signers.set(None);
        }
    }
}
