/// The frame of a page: all that the pages of this program have in common.
enum HTMLPage {
    /// A page in UTF-8, well-formed as XML too, that needs nothing else: no network, no script, no fonts.
    ///
    /// - Parameters:
    ///   - title: The heading, a text.
    ///   - version: Version of the program, a text.
    ///   - header: Markup below the heading.
    ///   - main: Markup, sections.
    ///   - footer: How to read the numbers, a text.
    static func markup(title: String, version: String, header: String, main: String, footer: String) -> String
    {
        """
        <!DOCTYPE html>
        <html lang="en" xmlns="http://www.w3.org/1999/xhtml">
        <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="generator" content="scattershot \(Markup.escaped(version))" />
        <title>\(Markup.escaped(title))</title>
        <style>
        \(ReportStyle.sheet)</style>
        </head>
        <body>
        <header>
        <h1>\(Markup.escaped(title))</h1>
        \(header)
        </header>
        <main>
        \(main)</main>
        <footer>\(Markup.escaped(footer))</footer>
        </body>
        </html>

        """
    }
}
