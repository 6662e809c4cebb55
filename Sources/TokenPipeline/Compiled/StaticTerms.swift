import CuckooTable
import KeyLayers
import Platform
import Probes

/// All that the layers of the input contribute to the places of a chunk, table by table: each table is gone through for
/// all places before the next, so that its loops are tight, its cache misses overlap and nothing branches on data.
final class StaticTerms {
    let compiled: CompiledModel
    let reach: Int
    let records: [TokenRecords]
    let probe: Probe
    /// Counts what is looked up for whole chunks.
    let census: CompiledCensus?
    /// Values of each view at all places.
    let views: [ScratchBuffer<UInt32>]
    private let edges: ScratchBuffer<UInt32>?
    private let spanView: Int
    /// Bytes of the records of one place.
    private let recordBytes: Int
    let keys = ScratchBuffer<UInt64>()
    private let signatures = ScratchBuffer<Signature>()
    /// Words by source, then by place: terms of tokens, words of phrases that lead to rows, probed layers.
    let words: [ScratchBuffer<UInt32>]
    let tokenSources: [(column: Int, offset: Int, word: Int)]
    /// Where each word of each phrase goes; empty for phrases whose words are added to the sums at once.
    let phraseTargets: [[Target]]
    private let probes: [ProbedLayer]
    /// Masks by layer of states, then by place.
    private let masks: [ScratchBuffer<StateMask>]
    let contextWords: [ScratchBuffer<UInt32>]
    /// Sums of rows: places × numbers.
    let sums = ScratchBuffer<Int16>()
    /// Sums of multiples.
    private let scalars = ScratchBuffer<Int32>()

    enum Target {
        case words(Int)
        case context(Int)
    }

    init(
        compiled: CompiledModel, records: [TokenRecords], probe: Probe, census: CompiledCensus? = nil
    ) {
        self.compiled = compiled
        self.census = census
        self.probe = probe
        self.records = records
        reach = compiled.model.frame.layout.reach
        let plan = compiled.plan
        views = plan.views.map { _ in ScratchBuffer<UInt32>() }
        spanView = plan.views.firstIndex(of: LayerPlan.View(column: 0, view: .token)) ?? 0
        tokenSources = records.enumerated().flatMap { column, records in
            records.plan.terms.map { (column, $0.offset, $0.word) }
        }
        var (next, contexts) = (tokenSources.count, 0)
        phraseTargets = plan.phrases.map { phrase in
            if compiled.line != nil, phrase.hasNeighbouringWords { return [] }
            return phrase.words.map { word in
                if word.states != nil {
                    contexts += 1
                    return .context(contexts - 1)
                }
                next += 1
                return .words(next - 1)
            }
        }
        probes = plan.probedStatic.map { ProbedLayer(layer: $0, plan: plan, frame: compiled.model.frame) }
        words = (0..<next + probes.count).map { _ in ScratchBuffer<UInt32>() }
        contextWords = (0..<contexts).map { _ in ScratchBuffer<UInt32>() }
        masks = plan.contexts.map { _ in ScratchBuffer<StateMask>() }
        let needsEdges = plan.probed.contains { layer in
            compiled.model.frame.layout.layers[layer].parts.contains { $0.source == .edge }
        }
        recordBytes = records.reduce(0) { $0 + $1.plan.width * MemoryLayout<UInt32>.stride }
        edges = needsEdges ? ScratchBuffer<UInt32>() : nil
    }

    /// The masks of a layer of states, at place 0.
    func masks(of term: Int) -> UnsafePointer<StateMask> {
        UnsafePointer(masks[term].base + PaddedChunk.margin)
    }

    /// The value of a stream at place 0.
    func stream(_ source: ProbedLayer.Source) -> UnsafePointer<UInt32>? {
        switch source {
        case .view(let view), .due(let view): UnsafePointer(views[view].base + PaddedChunk.margin)
        case .edge: edges.map { UnsafePointer($0.base + PaddedChunk.margin) }
        case .output, .span, .unit, .seen: nil
        }
    }

    /// The values of a view, at place 0.
    func values(of view: Int) -> UnsafePointer<UInt32> {
        UnsafePointer(views[view].base + PaddedChunk.margin)
    }

    /// Sums of multiples, at place 0.
    var scalarSums: UnsafeMutablePointer<Int32> { scalars.base + PaddedChunk.margin }

    /// Values of the tokens of column 1, which spans are made of.
    var spanTokens: UnsafePointer<UInt32> { UnsafePointer(views[spanView].base + PaddedChunk.margin) }

    /// Sums everything for the places of `chunk`.
    ///
    /// - Complexity: O(places · layers · numbers).
    func compute(_ chunk: PaddedChunk) {
        let count = chunk.count
        reserve(count)
        writeViews(chunk)
        for (source, words) in zip(tokenSources, words) {
            Self.gather(
                records[source.column].base + source.word, width: records[source.column].plan.width,
                chunk.records(of: source.column), offset: source.offset, count: count,
                into: words.base + PaddedChunk.margin)
        }
        probe.lap(.signatures, items: count, bytes: count &* recordBytes)
        for phrase in compiled.phrases.indices { match(phrase, count: count) }
        for (index, layer) in probes.enumerated() {
            find(
                layer, count: count, into: words[words.count - probes.count + index].base + PaddedChunk.margin
            )
        }
        writeMasks(count: count)
        probe.lap(
            .probe, items: count &* masks.count, bytes: count &* masks.count &* MemoryLayout<StateMask>.stride
        )
        if compiled.line == nil { sumRows(count: count) } else { sumScalars(count: count) }
        correctEnds(chunk)
        let rowBytes = compiled.line == nil ? 2 &* compiled.model.rows.numbers : 4
        probe.lap(.gather, items: count &* words.count, bytes: count &* words.count &* rowBytes)
    }

    private func reserve(_ count: Int) {
        let padded = count + 2 * PaddedChunk.margin
        for buffer in views + words + contextWords { buffer.reserve(padded) }
        edges?.reserve(padded)
        keys.reserve(padded)
        for buffer in masks { buffer.reserve(padded) }
        if probes.isEmpty == false { signatures.reserve(padded) }
        if compiled.line == nil {
            sums.reserve(padded * compiled.model.rows.numbers)
        } else {
            scalars.reserve(padded)
            scalars.base.update(repeating: 0, count: padded)
        }
    }

    private func writeViews(_ chunk: PaddedChunk) {
        for (column, records) in records.enumerated() where compiled.prefetchDistance.items > 0 {
            Self.touch(
                records.base, width: records.plan.width, chunk.records(of: column), count: chunk.count)
        }
        for records in records.enumerated() {
            for view in records.element.plan.views {
                Self.gather(
                    records.element.base + view.word, width: records.element.plan.width,
                    chunk.records(of: records.offset), offset: 0, count: chunk.count,
                    into: views[view.view].base + PaddedChunk.margin)
            }
        }
        guard let edges else { return }
        let places = edges.base + PaddedChunk.margin
        (places - PaddedChunk.margin).update(
            repeating: PartValue.outside, count: chunk.count + 2 * PaddedChunk.margin)
        for piece in chunk.pieces where piece.last >= piece.first {
            // Layers may see past the end of a part of a sequence.
            let seen = max(piece.first, piece.start - reach)..<min(piece.last + 1, piece.end + reach)
            (places + seen.lowerBound).update(repeating: PartValue.Edge.inner, count: seen.count)
            let isOnly = piece.first == piece.last
            if seen.contains(piece.last) { places[piece.last] = PartValue.Edge.last }
            if seen.contains(piece.first) {
                places[piece.first] = isOnly ? PartValue.Edge.only : PartValue.Edge.first
            }
        }
    }

    /// Brings the records of all places near, so that gathering from them does not wait.
    private static func touch(
        _ table: UnsafePointer<UInt32>, width: Int, _ records: UnsafePointer<UInt32>, count: Int
    ) {
        let width = UInt32(truncatingIfNeeded: width)
        for place in 0..<count { prefetch(UnsafeRawPointer(table + Int(records[place] &* width))) }
    }

    /// `words[place] = table[records[place + offset] · width]`; places outside the chunk are left alone.
    private static func gather(
        _ table: UnsafePointer<UInt32>, width: Int, _ records: UnsafePointer<UInt32>, offset: Int, count: Int,
        into words: UnsafeMutablePointer<UInt32>
    ) {
        let width = UInt32(truncatingIfNeeded: width)
        for place in max(0, -offset)..<max(0, -offset, min(count, count - offset)) {
            words[place] = table[Int(records[place &+ offset] &* width)]
        }
    }

    private func find(_ layer: ProbedLayer, count: Int, into words: UnsafeMutablePointer<UInt32>) {
        let margin = layer.reach
        guard count > 2 * margin else { return }
        for place in margin..<count - margin {
            signatures.base[place] = layer.signature { source, offset in
                stream(source)?[place &+ offset] ?? PartValue.outside
            }
        }
        probe.lap(.signatures, items: count, bytes: count &* MemoryLayout<Signature>.stride)
        compiled.probes.findAll(
            UnsafeBufferPointer(start: signatures.base + margin, count: count - 2 * margin),
            into: words + margin, distance: compiled.prefetchDistance)
        census?.countProbed(signatures.base + margin, count: count - 2 * margin)
        probe.lap(.probe, items: count, bytes: count &* AlignedMemory.alignment)
    }

    /// Copies the masks of each place's contexts next to each other, so that deciding needs no further look-up.
    private func writeMasks(count: Int) {
        for (index, term) in compiled.plan.contexts.enumerated() {
            let masks = masks[index].base + PaddedChunk.margin
            let first = compiled.contexts[index].first.base
            let values: UnsafePointer<UInt32>
            switch term.context {
            case .place(let place):
                values = UnsafePointer(views[place.view].base) + PaddedChunk.margin + place.offset
            case .phrase(let phrase, let word):
                guard case .context(let column) = phraseTargets[phrase][word] else { continue }
                values = UnsafePointer(contextWords[column].base) + PaddedChunk.margin
            }
            guard count > 2 * reach else { continue }
            for place in reach..<count - reach { masks[place] = first[Int(values[place])] }
        }
    }
}
