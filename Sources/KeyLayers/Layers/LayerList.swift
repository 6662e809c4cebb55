/// The layers of a model, and the columns that some of them need beside those of the data: what a file of layers
/// holds, one a line. Empty lines and what follows `#` are passed over.
public struct LayerList: Sendable, Hashable {
    /// In order of their numbers.
    public var columns: [DerivedColumn] = []
    /// In the order of the file.
    public var layers: [ContextLayer] = []

    /// A list.
    ///
    /// - Complexity: O(1).
    public init(columns: [DerivedColumn] = [], layers: [ContextLayer]) {
        self.columns = columns
        self.layers = layers
    }

    /// The lines that `init(text:)` reads.
    ///
    /// - Complexity: O(parts).
    public var lines: [String] { columns.map(\.description) + layers.map(\.description) }

    /// Reads a list, one layer or column a line.
    ///
    /// - Throws: `LayerTextError` naming the line.
    /// - Complexity: O(characters).
    public init(text: String) throws(LayerTextError) {
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
            .enumerated()
        {
            let content = line.prefix { $0 != "#" }
            if content.allSatisfy(\.isWhitespace) { continue }
            do throws(LayerTextError) {
                if DerivedColumn.isColumn(content) {
                    let column = try DerivedColumn(text: content)
                    guard columns.last.map({ $0.number + 1 == column.number }) ?? true else {
                        throw LayerTextError("column \(column.number) does not follow the column before it")
                    }
                    columns.append(column)
                    continue
                }
                let layer = try ContextLayer(text: content)
                guard layers.count < SignatureLayout.mostLayers else {
                    throw LayerTextError("there are more than \(SignatureLayout.mostLayers) layers")
                }
                guard !layers.contains(layer) else {
                    throw LayerTextError("the layer '\(layer)' stands there twice")
                }
                layers.append(layer)
            } catch {
                var located = error
                located.line = index + 1
                throw located
            }
        }
    }
}
