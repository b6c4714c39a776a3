//! A terminal that shows nothing of what is typed, from before the question is asked.
//!
//! `rpassword` asks first and silences the terminal then: what a quick hand or a paste brings in between is shown.

/// Keeps the terminal quiet until it is dropped; where there is none, or another system has its own way, does nothing.
pub struct Quiet {
    #[cfg(unix)]
    before: Option<(std::fs::File, rustix::termios::Termios)>,
}

impl Quiet {
    /// Silences the terminal that questions are asked on.
    #[cfg(unix)]
    pub fn new() -> Self {
        use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};
        let silence = || {
            let terminal = std::fs::File::options().read(true).write(true).open("/dev/tty").ok()?;
            let before = tcgetattr(&terminal).ok()?;
            let mut quiet = before.clone();
            quiet.local_modes.remove(LocalModes::ECHO);
            // The line's end stays visible, so that what follows begins on its own line.
            quiet.local_modes.insert(LocalModes::ECHONL);
            tcsetattr(&terminal, OptionalActions::Now, &quiet).ok()?;
            Some((terminal, before))
        };
        Self { before: silence() }
    }

    /// Silences the terminal that questions are asked on.
    #[cfg(not(unix))]
    pub fn new() -> Self {
        Self {}
    }
}

#[cfg(unix)]
impl Drop for Quiet {
    fn drop(&mut self) {
        if let Some((terminal, before)) = &self.before {
            // A terminal that went away needs no voice back.
            let _ = rustix::termios::tcsetattr(terminal, rustix::termios::OptionalActions::Now, before);
        }
    }
}
