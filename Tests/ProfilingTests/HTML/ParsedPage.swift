import Foundation
import Testing

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// The page's elements, from a parser that accepts nothing unbalanced or unescaped.
final class ParsedPage: NSObject, XMLParserDelegate {
    var elements: [(name: String, attributes: [String: String])] = []
    var texts: [String] = []
    var tips: [String] = []
    var error: (any Error)?
    private var isInTip = false

    init(_ page: String) {
        super.init()
        let body = page.replacing("<!DOCTYPE html>\n", with: "")
        let parser = XMLParser(data: Data(body.utf8))
        parser.delegate = self
        if !parser.parse() { error = parser.parserError }
    }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) {
        elements.append((name, attributes))
        isInTip = name == "title"
        if isInTip { tips.append("") }
    }

    func parser(
        _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
    ) { isInTip = false }

    func parser(_ parser: XMLParser, foundCharacters text: String) {
        texts.append(text)
        if isInTip { tips[tips.count - 1] += text }
    }

    /// The page, with the checks that hold for every one.
    static func check(_ text: String) -> ParsedPage {
        let page = ParsedPage(text)
        #expect(page.error == nil)
        let ids = page.elements.compactMap { $0.attributes["id"] }
        #expect(Set(ids).count == ids.count, "ids are unique")
        for (name, attributes) in page.elements where name == "svg" {
            #expect(attributes["role"] == "img" && attributes["aria-label"]?.isEmpty == false)
        }
        for element in page.elements {
            if let label = element.attributes["for"] { #expect(ids.contains(label)) }
            if let label = element.attributes["aria-labelledby"] { #expect(ids.contains(label)) }
        }
        return page
    }
}
