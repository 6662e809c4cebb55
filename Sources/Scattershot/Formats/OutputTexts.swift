import Platform
import TokenPipeline

/// The texts of the decoder's tokens, ready to be copied: each starts a cell of 16 bytes and is followed by zeros to the
/// end of its last cell, so that a short one is copied whole, whatever its length.
struct OutputTexts: Sendable {
    /// Bytes that are copied at once.
    static let cell = 16

    /// Length of the longest text.
    let longest: Int
    private let bytes: Slab<UInt8>
    private let places: Slab<BytePlace>
    /// Where tokens of the decoder are chunks: the output tokens of each.
    private let chunks: [[String]]?

    init(model: Model) {
        let outputs = model.tokens.frame.outputs
        let chunks =
            model.format.hasChunks ? (0..<outputs.count).map { ChunkText.units(of: outputs[$0]) } : nil
        let between = model.format.outputTokens == .words ? " " : ""
        var bytes: [UInt8] = []
        var places: [BytePlace] = []
        for token in 0..<outputs.count {
            // ⟨stop⟩ is never printed.
            if model.format.plan.hasStop && token == EmissionPlan.stop {
                bytes.append(contentsOf: repeatElement(0, count: Self.cell))
                places.append(BytePlace(0..<0))
                continue
            }
            func append(_ text: some Collection<UInt8>) {
                places.append(BytePlace(bytes.count..<bytes.count + text.count))
                bytes.append(contentsOf: text)
                bytes.append(
                    contentsOf: repeatElement(0, count: Self.cell - text.count % Self.cell))
            }
            if let chunks {
                append(chunks[token].joined(separator: between).utf8)
            } else {
                outputs.withBytes(of: token) { append($0) }
            }
        }
        self.chunks = chunks
        longest = places.map { Int($0.length) }.max() ?? 0
        self.bytes = Slab(bytes)
        self.places = Slab(places)
    }

    func byteCount(of token: Int) -> Int { Int(places[token].length) }

    func append(_ token: Int, to output: OutputBytes) {
        let place = places[token]
        output.append(UnsafeBufferPointer(start: bytes.base + place.start, count: Int(place.length)))
    }

    func text(_ token: Int) -> String {
        let place = places[token]
        return String(
            decoding: UnsafeBufferPointer(start: bytes.base + place.start, count: Int(place.length)),
            as: UTF8.self)
    }

    /// The output tokens that a token of the decoder stands for: itself, or those of a chunk.
    func units(_ token: Int) -> [String] { chunks?[token] ?? [text(token)] }

    /// For loops that copy many texts.
    struct Writer {
        fileprivate let bytes: UnsafePointer<UInt8>
        fileprivate let places: UnsafePointer<BytePlace>

        /// Copies the text of a token of the decoder's dictionary; `cell` bytes more than it has may be written.
        ///
        /// - Returns: the end of the text.
        @inline(__always)
        func copy(_ token: UInt32, to output: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8> {
            let place = places[Int(truncatingIfNeeded: token)]
            let length = Int(truncatingIfNeeded: place.length)
            ByteCopy.copy(bytes + place.start, length, to: output)
            return output + length
        }
    }

    /// The writer's pointers are valid while the texts are held.
    var writer: Writer { Writer(bytes: bytes.base, places: places.base) }
}
