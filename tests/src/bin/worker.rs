//! A process to be killed: does the jobs it is told on a laptop's folder, with the real core, and prints one line
//! for each thing that the core acknowledged, after the call returned. See `sigillum_tests::crash`.

use std::process::ExitCode;

fn main() -> ExitCode {
    sigillum_tests::crash::worker::main(std::env::args().skip(1))
}
