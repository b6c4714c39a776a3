//! The French words. On the left the English ones exactly as the pages have them, markup included.

/// Words and pieces of markup of the pages.
pub(super) fn in_french(english: &str) -> Option<&'static str> {
    Some(match english {
        ", page " => ", page ",
        " of " => " sur ",
        "<a href=\"../index.html\">Contents</a>" => "<a href=\"../index.html\">Sommaire</a>",
        "\">Previous page</a>" => "\">Page précédente</a>",
        "\">Next page</a>" => "\">Page suivante</a>",
        "<footer><p>Bundle " => "<footer><p>Lot signé ",
        ". These pages were made from its signed statements; " => {
            ". Ces pages ont été faites à partir de ses déclarations signées ; "
        }
        "<a href=\"../verify.txt\">verify.txt</a> says how to check them.</p></footer>\n" => {
            "<a href=\"../verify.txt\">verify.txt</a> dit comment les vérifier (en anglais).</p></footer>\n"
        }
        "Artefacts" => "Objets",
        "Packages" => "Colis",
        "Photos without an artefact" => "Photos sans objet",
        "Sealed notes" => "Notes scellées",
        "Custody" => "Garde des objets",
        " · in package " => " · dans le colis ",
        " · part of " => " · partie de ",
        "<span class=\"soft\">without a title</span>" => "<span class=\"soft\">sans titre</span>",
        "custody event" => "acte de garde",
        "custody events" => "actes de garde",
        "Recorded in another bundle" => "Consigné dans un autre lot signé",
        "<span class=\"soft\">Recorded in another bundle</span></h2>\n" => {
            "<span class=\"soft\">Consigné dans un autre lot signé</span></h2>\n"
        }
        "from " => "de ",
        "to " => "à ",
        "at " => "lieu : ",
        "seals " => "scellés ",
        "bags " => "sacs ",
        "condition " => "état ",
        "counted " => "compté : ",
        "\">\n<p class=\"eyebrow\">Custody event" => "\">\n<p class=\"eyebrow\">Acte de garde",
        "<h3>Corrected</h3><div class=\"conflict\">" => "<h3>Corrigé</h3><div class=\"conflict\">",
        "<h3>Accepted</h3>" => "<h3>Accepté</h3>",
        " <span class=\"chip open\">stated, not yet accepted</span>" => {
            " <span class=\"chip open\">déclaré, pas encore accepté</span>"
        }
        " <span class=\"chip good\">✓ acknowledged</span>" => " <span class=\"chip good\">✓ reconnu</span>",
        " <span class=\"chip decide\">! corrected</span>" => " <span class=\"chip decide\">! corrigé</span>",
        "<header class=\"card\">\n<p class=\"eyebrow\">Catalogue of the operation</p>\n<h1>" => {
            "<header class=\"card\">\n<p class=\"eyebrow\">Catalogue de l'opération</p>\n<h1>"
        }
        "<dl class=\"facts\"><dt>Bundle</dt><dd><code>" => "<dl class=\"facts\"><dt>Lot signé</dt><dd><code>",
        "</code></dd><dt>Holds</dt><dd>" => "</code></dd><dt>Contient</dt><dd>",
        "a dossier: chosen records. Of the ledger, " => "un dossier : des fiches choisies. Du registre, ",
        " lines are withheld; they keep their place in the proof, and show nothing" => {
            " lignes sont retenues ; elles gardent leur place dans la preuve et ne montrent rien"
        }
        "</dd><dt>Signed by</dt><dd>" => "</dd><dt>Signé par</dt><dd>",
        "artefacts" => "objets",
        "withdrawn" => "retirés",
        "photos and files" => "photos et fichiers",
        "sealed note" => "note scellée",
        "sealed notes" => "notes scellées",
        "packages" => "colis",
        "to be decided" => "à décider",
        "signed statement" => "déclaration signée",
        "signed statements" => "déclarations signées",
        "<section class=\"card\">\n<h2>Artefacts</h2>\n" => "<section class=\"card\">\n<h2>Objets</h2>\n",
        "<p class=\"soft\">None in this bundle.</p>\n" => "<p class=\"soft\">Aucun dans ce lot signé.</p>\n",
        "<table><thead><tr><th>Reference</th><th>Title</th><th>In</th><th>Photos</th></tr></thead><tbody>\n" => {
            "<table><thead><tr><th>Référence</th><th>Titre</th><th>Dans</th><th>Photos</th></tr></thead><tbody>\n"
        }
        " to " => " à ",
        "<section class=\"card\">\n<h2>Also to read</h2>\n<ul class=\"plain\">\n" => {
            "<section class=\"card\">\n<h2>À lire aussi</h2>\n<ul class=\"plain\">\n"
        }
        "): page" => ") : page",
        "<section class=\"card\">\n<h2>Whose keys signed</h2>\n<p class=\"soft\">Names are what the statements " => {
            "<section class=\"card\">\n<h2>Les clés qui ont signé</h2>\n<p class=\"soft\">Les noms sont ce que disent les déclarations. "
        }
        "say. Only the fingerprint, compared with paper or headquarters' list, tells whose key it is.</p>\n" => {
            "Seule l'empreinte, comparée au papier ou à la liste du siège, dit à qui est la clé.</p>\n"
        }
        "<table><thead><tr><th>Name</th><th>Fingerprint</th></tr></thead><tbody>\n" => {
            "<table><thead><tr><th>Nom</th><th>Empreinte</th></tr></thead><tbody>\n"
        }
        "</tbody></table>\n<h3>Chains</h3>\n" => "</tbody></table>\n<h3>Chaînes</h3>\n",
        "<table><thead><tr><th>Chain</th><th>Key of</th><th>Computer</th><th>Statements here</th></tr></thead><tbody>\n" => {
            "<table><thead><tr><th>Chaîne</th><th>Clé de</th><th>Ordinateur</th><th>Déclarations ici</th></tr></thead><tbody>\n"
        }
        "an unknown key" => "une clé inconnue",
        "a signer without a name" => "un signataire sans nom",
        "<p><span class=\"chip decide\">! forked</span> At " => {
            "<p><span class=\"chip decide\">! bifurquée</span> À "
        }
        "place" => "endroit",
        "places" => "endroits",
        " a chain has two statements with one number. Both are kept and both count.</p>\n" => {
            " une chaîne a deux déclarations du même numéro. Les deux sont gardées et comptent.</p>\n"
        }
        "statement" => "déclaration",
        "statements" => "déclarations",
        " of a kind that this version does not know: " => " d'un genre que cette version ne connaît pas : ",
        " and others.</p>\n" => " et d'autres.</p>\n",
        "<p>Records that begin in another bundle show only what this one says of them.</p>\n" => {
            "<p>Des fiches qui commencent dans un autre lot signé, celui-ci ne montre que ce qu'il en dit.</p>\n"
        }
        ">\n<p class=\"eyebrow\">Note" => ">\n<p class=\"eyebrow\">Note",
        "About" => "Au sujet de",
        "Photos" => "Photos",
        "<dt>Addendum to</dt><dd>" => "<dt>Complément à</dt><dd>",
        "<dt>As signed</dt><dd>" => "<dt>Tel que signé</dt><dd>",
        " <span class=\"chip good\">✓ sealed</span>" => " <span class=\"chip good\">✓ scellée</span>",
        " <span class=\"chip\">internal</span>" => " <span class=\"chip\">interne</span>",
        " <span class=\"chip\">addendum</span>" => " <span class=\"chip\">complément</span>",
        "\">\n<p class=\"eyebrow\">Package" => "\">\n<p class=\"eyebrow\">Colis",
        " in package " => " dans le colis ",
        "<h3>In it now</h3>\n<p>" => "<h3>Contenu actuel</h3>\n<p>",
        "<span class=\"soft\">Nothing that this bundle names.</span>" => {
            "<span class=\"soft\">Rien que ce lot signé nomme.</span>"
        }
        "photo" => "photo",
        "photos" => "photos",
        "<span class=\"file soft\">The file is not in this bundle.</span>" => {
            "<span class=\"file soft\">Le fichier n'est pas dans ce lot signé.</span>"
        }
        "<span class=\"file\">Open the file (" => "<span class=\"file\">Ouvrir le fichier (",
        "<span class=\"soft\">claims " => "<span class=\"soft\">déclare ",
        "<span class=\"soft\">taken in by " => "<span class=\"soft\">pris en charge par ",
        "\">\n<p class=\"eyebrow\">Photo or file" => "\">\n<p class=\"eyebrow\">Photo ou fichier",
        "value" => "valeur",
        "values, not settled" => "valeurs, non tranché",
        "<em>emptied</em>" => "<em>vidé</em>",
        "; said " => " ; dit ",
        " times" => " fois",
        " <span class=\"chip gone\">✕ withdrawn</span>" => " <span class=\"chip gone\">✕ retiré</span>",
        " <span class=\"chip decide\">! to be decided</span>" => {
            " <span class=\"chip decide\">! à décider</span>"
        }
        " <span class=\"chip open\">begins in another bundle</span>" => {
            " <span class=\"chip open\">commence dans un autre lot signé</span>"
        }
        "<p class=\"gone-box\">✕ Withdrawn" => "<p class=\"gone-box\">✕ Retiré",
        "<p><span class=\"chip decide\">! edited and withdrawn</span> Something was said of it " => {
            "<p><span class=\"chip decide\">! modifié et retiré</span> Il en a été dit quelque chose "
        }
        "that its withdrawal did not know. Somebody has to decide.</p>\n" => {
            "que son retrait ne connaissait pas. Quelqu'un doit décider.</p>\n"
        }
        "<p><span class=\"chip decide\">! reference used twice</span> " => {
            "<p><span class=\"chip decide\">! référence employée deux fois</span> "
        }
        "Another record has this reference. Somebody has to decide.</p>\n" => {
            "Une autre fiche porte cette référence. Quelqu'un doit décider.</p>\n"
        }
        " in this bundle made this record what it is" => {
            " de ce lot signé ont fait cette fiche telle qu'elle est"
        }
        "; the latest by " => " ; la dernière par ",
        "<section class=\"card\">\n<h2>What is in this bundle</h2>\n<dl class=\"facts\"><dt>originals/</dt><dd>photos and other files, byte for byte as they were taken in, named by their SHA-256</dd><dt>ledger/</dt><dd>every signed statement, a line each, with its signature and the heads of the chains</dd><dt>notes/</dt><dd>each sealed note as it was signed, with its signature</dd><dt>keys/</dt><dd>whose keys signed; proves nothing by itself</dd><dt>tables/</dt><dd><a href=\"tables/artefacts.csv\">artefacts</a>, <a href=\"tables/photos.csv\">photos</a>, <a href=\"tables/notes.csv\">notes</a> and <a href=\"tables/custody.csv\">custody</a> for a spreadsheet</dd><dt>pages/</dt><dd>these pages, made from the ledger</dd></dl>\n" => {
            "<section class=\"card\">\n<h2>Ce que contient ce lot signé</h2>\n<dl class=\"facts\"><dt>originals/</dt><dd>photos et autres fichiers, octet pour octet tels que pris en charge, nommés par leur SHA-256</dd><dt>ledger/</dt><dd>le registre : une ligne par déclaration signée, avec sa signature, et les têtes des chaînes</dd><dt>notes/</dt><dd>chaque note scellée telle que signée, avec sa signature</dd><dt>keys/</dt><dd>les clés qui ont signé ; ne prouve rien à elle seule</dd><dt>tables/</dt><dd><a href=\"tables/artefacts.csv\">objets</a>, <a href=\"tables/photos.csv\">photos</a>, <a href=\"tables/notes.csv\">notes</a> et <a href=\"tables/custody.csv\">actes de garde</a> pour un tableur</dd><dt>pages/</dt><dd>ces pages, faites à partir du registre</dd></dl>\n"
        }
        "<section class=\"card\">\n<h2>How to check it</h2>\n<p>A page cannot prove itself. <a href=\"verify.txt\">verify.txt</a> says how to check everything here with tools that every computer has; the first step compares the key's fingerprint with paper.</p>\n<h2>What is not proven</h2>\n<ul class=\"plain\"><li>Who holds an unlocked key can sign false statements.</li><li>The clock of a computer proves no time.</li><li>What a photo's file says of itself is a claim, and so is what people wrote.</li><li>Statements newer than the newest signed head of a chain could be missing without a trace until that chain's next head arrives.</li></ul>\n</section>\n" => {
            "<section class=\"card\">\n<h2>Comment vérifier</h2>\n<p>Une page ne peut pas se prouver elle-même. <a href=\"verify.txt\">verify.txt</a> dit, en anglais, comment tout vérifier ici avec des outils que tout ordinateur possède ; la première étape compare l'empreinte de la clé avec le papier.</p>\n<h2>Ce qui n'est pas prouvé</h2>\n<ul class=\"plain\"><li>Qui détient une clé déverrouillée peut signer de fausses déclarations.</li><li>L'horloge d'un ordinateur ne prouve aucune date.</li><li>Ce que le fichier d'une photo dit de lui-même n'est qu'une affirmation, comme ce que les gens ont écrit.</li><li>Des déclarations plus récentes que la dernière tête signée d'une chaîne pourraient manquer sans laisser de trace jusqu'à l'arrivée de la tête suivante.</li></ul>\n</section>\n"
        }
        _ => return None,
    })
}

/// Fields, and members of statements.
pub(super) fn fields_in_french(id: &str) -> Option<&'static str> {
    Some(match id {
        "photographs" => "Photographies",
        "type_of_object" => "Type d'objet",
        "materials_techniques" => "Matériaux et techniques",
        "measurements" => "Dimensions",
        "inscriptions_markings" => "Inscriptions et marques",
        "distinguishing_features" => "Éléments distinctifs",
        "title" => "Titre",
        "subject" => "Sujet",
        "date_period" => "Date ou période",
        "maker" => "Auteur",
        "description" => "Description",
        "inventory_number" => "Numéro d'inventaire",
        "related_written_material" => "Documents écrits associés",
        "place_of_origin_discovery" => "Lieu d'origine ou de découverte",
        "cross_references" => "Renvois à des objets apparentés",
        "date_documented" => "Date de documentation",
        "reference" => "Référence de la pièce",
        "producer" => "Agent qui produit la pièce",
        "quantity" => "Quantité",
        "exhibit_photographs" => "Photographies de la pièce",
        "found_at" => "Lieu où il a été trouvé",
        "found_position" => "Position exacte",
        "found_date" => "Date de la découverte",
        "found_by" => "Trouvé par",
        "held_by" => "En possession de",
        "informants" => "Informateurs",
        "condition" => "État de conservation",
        "condition_details" => "État en détail",
        "condition_date" => "Date du constat d'état",
        "condition_assessor" => "Constat d'état établi par",
        "completeness_of_object" => "Intégrité de l'objet",
        "completeness_of_object_details" => "Ce qui manque",
        "completeness_of_object_date" => "Date de cette évaluation",
        "completeness_of_object_assessor" => "Intégrité évaluée par",
        "handling" => "Manipulation et dangers",
        "culture" => "Culture",
        "period" => "Période",
        "claimed_origin" => "Pays d'origine déclaré",
        "claimed_origin_by" => "Déclaré par",
        "claimed_origin_date" => "Date de la déclaration",
        "authenticity" => "Avis sur l'authenticité",
        "authenticity_author" => "Auteur de l'avis",
        "authenticity_date" => "Date de l'avis",
        "authenticity_reasons" => "Motifs de l'avis",
        "legal_status" => "Statut juridique",
        "case_number" => "Numéro d'affaire",
        "legal_advice" => "Conseil juridique",
        "value" => "Valeur",
        "value_author" => "Estimé par",
        "value_date" => "Date de l'estimation",
        "current_location" => "Emplacement actuel",
        "current_location_kind" => "Type de lieu",
        "normal_location" => "Emplacement habituel",
        "in" => "Dans le colis",
        "part_of" => "Partie de",
        "number" => "Numéro",
        "kind" => "Genre",
        "seals" => "Scellés",
        "caption" => "Légende",
        "clock_error" => "Erreur d'horloge",
        "derived_from" => "Tiré de",
        "companion_of" => "Accompagne",
        "place" => "Lieu",
        "agencies" => "Services",
        "started" => "Début",
        "ended" => "Fin",
        "required_views" => "Vues requises",
        "bags" => "Sacs",
        "stated_count" => "Nombre déclaré",
        "recorded_count" => "Nombre consigné",
        "subjects" => "Objets",
        "contents" => "Contenu",
        "from" => "De",
        "to" => "À",
        "by" => "Par",
        "statement" => "Déclaration",
        "remark" => "Remarque",
        "reason" => "Motif",
        "time" => "Heure",
        "date" => "Date",
        "photos" => "Photos",
        "corrected_event" => "Acte corrigé",
        "corrected_reason" => "Motif corrigé",
        _ => return None,
    })
}

/// Kinds of custody event.
pub(super) fn statements_in_french(id: &str) -> Option<&'static str> {
    Some(match id {
        "received" => "Reçu",
        "found" => "Trouvé",
        "moved" => "Déplacé",
        "packed" => "Emballé",
        "sealed" => "Scellé",
        "seal_broken" => "Scellé rompu",
        "opened" => "Ouvert",
        "examined" => "Examiné",
        "photographed" => "Photographié",
        "handed_over" => "Remis",
        "accepted" => "Accepté",
        "returned" => "Restitué",
        _ => return None,
    })
}

/// Views.
pub(super) fn views_in_french(id: &str) -> Option<&'static str> {
    Some(match id {
        "overall" => "vue d'ensemble",
        "overall_front" => "vue d'ensemble, face",
        "overall_back" => "vue d'ensemble, dos",
        "overall_left" => "vue d'ensemble, côté gauche",
        "overall_right" => "vue d'ensemble, côté droit",
        "overall_top" => "vue d'ensemble, dessus",
        "overall_bottom" => "vue d'ensemble, dessous",
        "overall_three_quarter" => "vue d'ensemble, trois quarts",
        "overall_inside" => "vue d'ensemble, intérieur",
        "obverse" => "avers",
        "reverse" => "revers",
        "group" => "le lot entier",
        "detail" => "détail",
        "inscription" => "inscription",
        "mark" => "marque",
        "damage" => "dommage",
        "repair" => "réparation",
        "tool_mark" => "trace d'outil",
        "surface" => "surface",
        "folio" => "page ou feuillet",
        "scale" => "avec échelle",
        "colour_chart" => "avec charte de couleurs",
        "label" => "avec l'étiquette de la pièce",
        "in_situ" => "sur place, tel que trouvé",
        "packaging" => "emballage",
        "seal" => "scellé",
        "document" => "document",
        "raking_light" => "en lumière rasante",
        "ultraviolet" => "sous lumière ultraviolette",
        "infrared" => "sous lumière infrarouge",
        "x_ray" => "radiographie",
        "microscope" => "au microscope",
        "other" => "autre vue",
        _ => return None,
    })
}
