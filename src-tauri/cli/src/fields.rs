//! Fields as they are given on a command line.

use sigillum_core::catalogue::Input;
use sigillum_core::error::{Code, Error, Result};
use sigillum_core::json::Json;
use sigillum_host::files::read_text;
use std::path::Path;

/// How fields are given; part of the help.
pub const HELP: &str = "\
Fields are given as FIELD=VALUE; FIELD= empties one. VALUE is read as its field asks: `title=Head of a Buddha | km: …`,
`type_of_object=sculpture > head`, `measurements=height 31.5 cm; width 19.2 cm`, `date_period=0100/0299~`,
`value=12000 USD`, `found_at=London; country: GB`. FIELD=@FILE reads the value from a file (@- from standard input; a
value that begins with @ is written @@). FIELD:=JSON gives the value in its stored shape.";

/// Reads `FIELD=VALUE`, `FIELD=@FILE`, `FIELD:=JSON` and `FIELD=`.
///
/// # Errors
/// [`Code::Usage`] for anything else; what reading a file gives.
pub fn parse(pairs: &[String]) -> Result<Vec<(String, Input)>> {
    pairs.iter().map(|pair| parse_one(pair)).collect()
}

fn parse_one(pair: &str) -> Result<(String, Input)> {
    let doing = "reading the fields";
    let Some((field, value)) = pair.split_once('=') else {
        return Err(Error::new(Code::Usage, doing, "it has no =").on(pair).remedy("Write FIELD=VALUE."));
    };
    if let Some(field) = field.strip_suffix(':') {
        let json = Json::parse(value.as_bytes()).map_err(|what| {
            Error::new(Code::Usage, doing, format!("after := stands JSON; {what}")).on(field)
        })?;
        let input = if json == Json::Null { Input::Nothing } else { Input::Value(json) };
        return Ok((field.trim().to_owned(), input));
    }
    let text = match value.strip_prefix('@') {
        Some(rest) if rest.starts_with('@') => rest.to_owned(),
        Some(path) => read_text(Path::new(path), "reading a field from a file")?,
        None => value.to_owned(),
    };
    let input = if text.trim().is_empty() { Input::Nothing } else { Input::Text(text) };
    Ok((field.trim().to_owned(), input))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_given_as_text_as_a_file_as_json_or_emptied() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "from a file\n").unwrap();
        let from_file = format!("description=@{}", file.path().display());
        let pairs = ["title=a=b", "maker=", "x:={\"a\":[1]}", "y=@@home", "z:=null", &from_file];
        let read = parse(&pairs.map(str::to_owned)).unwrap();
        let object = Json::parse(b"{\"a\":[1]}").unwrap();
        let expected = [
            ("title", Input::Text("a=b".into())),
            ("maker", Input::Nothing),
            ("x", Input::Value(object)),
            ("y", Input::Text("@home".into())),
            ("z", Input::Nothing),
            ("description", Input::Text("from a file\n".into())),
        ];
        assert_eq!(read, expected.map(|(field, input)| (field.to_owned(), input)));
        for bad in ["title", "x:={", "x:=1.5"] {
            assert_eq!(parse(&[bad.to_owned()]).unwrap_err().code, Code::Usage, "{bad}");
        }
    }
}
