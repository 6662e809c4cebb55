/// The named tables of a folder of recorded files.
public struct RecordCollection: Sendable {
    /// The folder, as messages name it.
    public let folder: String
    private let byName: [String: [RecordedTable]]

    /// Collects tables.
    ///
    /// - Parameters:
    ///   - tables: the tables of all files, in any order.
    ///   - folder: the folder, as messages name it.
    /// - Complexity: O(tables).
    public init(_ tables: [RecordedTable], folder: String) {
        self.folder = folder
        byName = Dictionary(grouping: tables, by: \.name)
    }

    /// All names, sorted.
    public var names: [String] { byName.keys.sorted() }

    /// The newest table of this name by the dates in the files; nil when there is none.
    ///
    /// - Throws: ``RecordedTableError`` when two files have the latest date.
    /// - Complexity: O(tables of this name).
    public func newest(_ name: String) throws(RecordedTableError) -> RecordedTable? {
        guard let tables = byName[name], let date = tables.map(\.facts.date).max() else { return nil }
        let newest = tables.filter { $0.facts.date == date }.sorted { $0.file < $1.file }
        guard newest.count < 2 else {
            throw RecordedTableError(
                file: newest[1].file, line: newest[1].line,
                "table '\(name)' is as new as that in \(newest[0].file); delete one, or add the time to both dates"
            )
        }
        return newest.first
    }

    /// The newest table of each name, sorted by name.
    ///
    /// - Throws: ``RecordedTableError`` when two files have the latest date of a name.
    /// - Complexity: O(n log n) in the tables.
    public func newest() throws(RecordedTableError) -> [RecordedTable] {
        var tables: [RecordedTable] = []
        for name in names {
            if let table = try newest(name) { tables.append(table) }
        }
        return tables
    }
}
