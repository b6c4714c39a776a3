//! Checks the window's configuration and capabilities when the program is built.

fn main() {
    tauri_build::build();
}
