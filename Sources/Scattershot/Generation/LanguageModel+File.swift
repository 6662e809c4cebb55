import CuckooTable
import DigitKeys
import Platform
import TokenPipeline

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The section `language`, JSON: everything about a language model that is not an array.
private struct LanguageDescription: Codable {
    var settings: NextTokenSettings
    var tableSeed: UInt64
    var provenance: LanguageProvenance

    static let section = "language"
}

extension LanguageModel {
    /// Writes the model to `path`: to a temporary file beside it, synced and renamed, so that the name never holds half a
    /// model.
    ///
    /// - Throws: `SystemError` when the file cannot be written; what stood there before is still there then.
    /// - Complexity: O(size).
    public func write(to path: String) throws {
        var sections = SectionWriter()
        sections.add("characters.text", characters.text)
        sections.add("characters.starts", characters.starts)
        sections.add("characters.table", characters.table.buckets)
        sections.add("characters.words", next.wordTokens.map { $0 ? 1 : 0 })
        let arrays = next.arrays
        sections.add("contexts.parents", arrays.parents)
        sections.add("contexts.tokens", arrays.tokens)
        sections.add("contexts.levels", arrays.levels)
        sections.add("contexts.successors", arrays.successors)
        sections.add("successors.tokens", arrays.successorTokens)
        sections.add("successors.counts", arrays.successorCounts)
        sections.add("prior", arrays.prior)
        sections.add("weights", arrays.weights)
        sections.add("tail", Slab(tail))
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let description = LanguageDescription(
            settings: next.settings, tableSeed: characters.table.seed, provenance: provenance)
        sections.add(LanguageDescription.section, Array(try encoder.encode(description)))
        try sections.write(to: path)
    }

    /// Loads a model.
    ///
    /// Size, section table and checksums of the file are checked first, then every number in it, so that no file, whatever its
    /// bytes, leads to a crash.
    ///
    /// - Throws: `ModelFileError` for a file that is no language model, of another version, truncated or damaged;
    ///   `SystemError` for one that cannot be read.
    /// - Complexity: O(size), several times what reading the file costs: the table of contexts is built anew.
    public convenience init(contentsOf path: String) throws {
        let sections = try SectionReader(path: path, isMapped: false)
        try sections.require(
            LanguageDescription.section,
            otherwise: "no language model; give a file that 'scattershot generate learn' wrote")
        do {
            try self.init(sections)
        } catch {
            throw ModelFileError(path: path, problem: "\(error); learn the model again")
        }
    }

    private convenience init(_ sections: SectionReader) throws {
        let description: LanguageDescription = try sections.decoded(LanguageDescription.section)
        let characters = try TokenDictionary(
            keySource: DictionaryKeys.column(0).source(seed: 0),
            text: try sections.slab("characters.text", of: UInt8.self),
            starts: try sections.slab("characters.starts", of: UInt32.self),
            buckets: try sections.slab("characters.table", of: Bucket.self),
            tableSeed: description.tableSeed)
        let words = try sections.slab("characters.words", of: UInt8.self)
        guard words.count == characters.count else {
            throw InvalidStructure("\(words.count) kinds of \(characters.count) characters")
        }
        let next = try NextTokenModel(
            settings: description.settings,
            wordTokens: words.withUnsafeBufferPointer { $0.map { $0 != 0 } },
            arrays: NextTokenArrays(
                parents: try sections.slab("contexts.parents", of: UInt32.self),
                tokens: try sections.slab("contexts.tokens", of: UInt32.self),
                levels: try sections.slab("contexts.levels", of: UInt8.self),
                successors: try sections.slab("contexts.successors", of: UInt32.self),
                successorTokens: try sections.slab("successors.tokens", of: UInt32.self),
                successorCounts: try sections.slab("successors.counts", of: UInt32.self),
                prior: try sections.slab("prior", of: Double.self),
                weights: try sections.slab("weights", of: Double.self)))
        let tail = try sections.slab("tail", of: UInt32.self).withUnsafeBufferPointer { Array($0) }
        guard tail.allSatisfy({ $0 <= next.unknownToken }) else {
            throw InvalidStructure("the end of the text holds no characters")
        }
        self.init(
            characters: characters, next: next, tail: tail, provenance: description.provenance)
    }
}
