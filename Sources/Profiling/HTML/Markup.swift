/// Pieces of HTML that are well-formed XML as well; every text passes through ``escaped(_:)``.
enum Markup {
    /// A text for use between tags or in a quoted attribute. What XML cannot hold becomes U+FFFD.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            case "\n", "\t": result.unicodeScalars.append(scalar)
            case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{FFFE}", "\u{FFFF}": result += "\u{FFFD}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// A sentence whose numbers stay with the word or unit after them when it is wrapped.
    static func unbroken(_ sentence: String) -> String {
        sentence.replacing(#/(?<number>[0-9]) (?<word>[^0-9 ])/#) { "\($0.number)\u{A0}\($0.word)" }
    }

    /// An element with markup inside.
    static func element(
        _ name: String, _ attributes: KeyValuePairs<String, String>, _ content: String
    ) -> String {
        "<\(name)\(list(attributes))>\(content)</\(name)>"
    }

    /// An element without attributes, with markup inside.
    static func element(_ name: String, _ content: String) -> String { element(name, [:], content) }

    /// An element with text inside.
    static func text(
        _ name: String, _ attributes: KeyValuePairs<String, String>, _ text: String
    ) -> String {
        element(name, attributes, escaped(text))
    }

    /// An element without attributes, with text inside.
    static func text(_ name: String, _ text: String) -> String { element(name, escaped(text)) }

    /// An element without content.
    static func empty(_ name: String, _ attributes: KeyValuePairs<String, String>) -> String {
        "<\(name)\(list(attributes)) />"
    }

    private static func list(_ attributes: KeyValuePairs<String, String>) -> String {
        attributes.map { " \($0.key)=\"\(escaped($0.value))\"" }.joined()
    }

    /// A coordinate or length: at most two digits after the point.
    static func number(_ value: Double) -> String {
        guard value.isFinite, value.magnitude < 1e12 else { return "0" }
        let hundredths = Int((value * 100).rounded())
        let (whole, rest) = (hundredths.magnitude / 100, hundredths.magnitude % 100)
        let fraction =
            rest == 0 ? "" : rest % 10 == 0 ? ".\(rest / 10)" : rest < 10 ? ".0\(rest)" : ".\(rest)"
        return (hundredths < 0 ? "-" : "") + "\(whole)" + fraction
    }

    /// A share as a CSS percentage, within 0 and 100.
    static func percentage(_ share: Double) -> String {
        number(min(max(share.isFinite ? share : 0, 0), 1) * 100) + "%"
    }

    /// A section of the page with its heading.
    static func section(_ title: String, id: String, _ content: String) -> String {
        element(
            "section", ["aria-labelledby": id],
            "\n" + text("h2", ["id": id], title) + "\n" + content + "\n") + "\n"
    }

    /// A table that scrolls sideways where there is no room for it. Cells are markup; the first of a row names it.
    static func table(
        caption: String, columns: [(title: String, isNumber: Bool)], rows: [[String]]
    ) -> String {
        func style(_ column: Int) -> KeyValuePairs<String, String> {
            columns[column].isNumber ? ["class": "number"] : [:]
        }
        let head = columns.map { column in
            text(
                "th", column.isNumber ? ["scope": "col", "class": "number"] : ["scope": "col"], column.title)
        }.joined()
        let body = rows.map { row in
            let cells = row.enumerated().map { index, cell in
                index == 0 ? element("th", ["scope": "row"], cell) : element("td", style(index), cell)
            }
            return element("tr", cells.joined()) + "\n"
        }.joined()
        let table = element(
            "table",
            text("caption", ["class": "unseen"], caption) + element("thead", element("tr", head)) + "\n"
                + element("tbody", "\n" + body))
        return element(
            "div", ["class": "sideways", "role": "region", "aria-label": caption, "tabindex": "0"], table)
    }

    /// A list of names and values.
    static func pairs(_ pairs: [(name: String, value: String)]) -> String {
        element(
            "dl", ["class": "pairs"],
            pairs.map { element("div", text("dt", $0.name) + text("dd", $0.value)) }.joined())
    }

    /// A bar in a table's cell, with its text.
    static func meter(_ share: Double, style: String, label: String) -> String {
        element(
            "span", ["class": "meter"],
            element(
                "span", ["class": "track", "aria-hidden": "true"],
                element("span", ["class": "fill \(style)", "style": "width:\(percentage(share))"], ""))
                + text("span", ["class": "label"], label))
    }
}
