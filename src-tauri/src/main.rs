//! Sigillum's window.

fn main() {
    let built = tauri::Builder::default().run(tauri::generate_context!());
    if built.is_err() {
        std::process::exit(3);
    }
}
