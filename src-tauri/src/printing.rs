//! Asking the system to print what a window shows.
//!
//! Owns: the paper of a print. Must never: print without the system's dialog, except where a test says so.

use tauri::WebviewWindow;

/// The paper that a page is made for. Its own style says so too, which the engine on Linux does not follow: it takes paper
/// and margins from the print alone, and would shrink a sheet of labels until none fits its place.
#[derive(Clone, Copy, Debug)]
pub enum Paper {
    /// A sheet of A4 that is labels from edge to edge.
    LabelSheet,
    /// One label from a roll, 62 × 29 mm.
    LabelRoll,
    /// A sheet of A4 with text on it.
    Text,
}

/// Brings up the system's dialog.
///
/// # Errors
/// What the system says.
#[cfg(target_os = "linux")]
pub fn ask(window: &WebviewWindow, paper: Paper) -> tauri::Result<()> {
    use webkit2gtk::PrintOperationExt as _;
    window.with_webview(move |view| {
        linux::operation(&view.inner(), paper).run_dialog(None::<&gtk::Window>);
    })
}

/// See above.
#[cfg(not(target_os = "linux"))]
pub fn ask(window: &WebviewWindow, _paper: Paper) -> tauri::Result<()> {
    window.print()
}

/// Prints into a file (PDF), as from the dialog's own "Print to File": the same print, asked of nobody.
#[cfg(all(feature = "test-hooks", target_os = "linux"))]
pub fn to_file(window: &WebviewWindow, paper: Paper, path: &std::path::Path) -> tauri::Result<()> {
    use webkit2gtk::PrintOperationExt as _;
    let address = tauri::Url::from_file_path(path).map(String::from).unwrap_or_default();
    window.with_webview(move |view| {
        let operation = linux::operation(&view.inner(), paper);
        let chosen = gtk::PrintSettings::new();
        chosen.set("printer", Some("Print to File"));
        chosen.set("output-file-format", Some("pdf"));
        chosen.set("output-uri", Some(&address));
        operation.set_print_settings(&chosen);
        operation.print();
    })
}

#[cfg(target_os = "linux")]
mod linux {
    use super::Paper;
    use gtk::{PageSetup, PaperSize, Unit};
    use webkit2gtk::{PrintOperation, PrintOperationExt as _, WebView};

    /// What keeps a text from the edge of its sheet (`core/src/report/paper.css` says the same).
    const TEXT_MARGIN: f64 = 18.0;

    pub fn operation(view: &WebView, paper: Paper) -> PrintOperation {
        let (size, margin) = match paper {
            Paper::LabelSheet => (PaperSize::new(Some("iso_a4")), 0.0),
            Paper::LabelRoll => (PaperSize::new_custom("label", "62 × 29 mm", 62.0, 29.0, Unit::Mm), 0.0),
            Paper::Text => (PaperSize::new(Some("iso_a4")), TEXT_MARGIN),
        };
        let setup = PageSetup::new();
        setup.set_paper_size(&size);
        setup.set_top_margin(margin, Unit::Mm);
        setup.set_bottom_margin(margin, Unit::Mm);
        setup.set_left_margin(margin, Unit::Mm);
        setup.set_right_margin(margin, Unit::Mm);
        let operation = PrintOperation::new(view);
        operation.set_page_setup(&setup);
        operation
    }
}
