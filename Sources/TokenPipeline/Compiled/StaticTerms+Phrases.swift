import Platform
import Probes

/// The layers that see several tokens.
extension StaticTerms {
    /// Looks one phrase up at all places.
    func match(_ number: Int, count: Int) {
        let (phrase, targets) = (compiled.phrases[number], phraseTargets[number])
        let starts = max(0, count - phrase.reach)
        let keys = keys.base
        for (index, part) in phrase.parts.enumerated() {
            let values = UnsafePointer(views[part.view].base) + PaddedChunk.margin + part.offset
            let shift = part.shift
            if index == 0 {
                for start in 0..<starts { keys[start] = UInt64(truncatingIfNeeded: values[start]) &<< shift }
            } else {
                for start in 0..<starts { keys[start] |= UInt64(truncatingIfNeeded: values[start]) &<< shift }
            }
        }
        probe.lap(.signatures, items: starts, bytes: starts &* 8)
        census?.countPhrase(number, keys, count: starts)
        defer { probe.lap(.probe, items: starts, bytes: starts &* AlignedMemory.alignment) }
        guard !targets.isEmpty else {
            return phrase.table.addMatches(
                of: keys, count: starts, distance: compiled.prefetchDistance,
                to: scalarSums + phrase.words[0].shift)
        }
        withUnsafeTemporaryAllocation(
            of: UnsafeMutablePointer<UInt32>.self, capacity: targets.count
        ) { columns in
            guard let columns = columns.baseAddress else { return }
            for (word, target) in targets.enumerated() {
                let buffer =
                    switch target {
                    case .words(let index): words[index]
                    case .context(let index): contextWords[index]
                    }
                (columns + word).initialize(to: buffer.base + PaddedChunk.margin + phrase.words[word].shift)
            }
            let width = targets.count
            phrase.table.forEachMatch(
                of: keys, count: starts, distance: compiled.prefetchDistance
            ) { start, found in
                for word in 0..<width { columns[word][start] = found[word] }
            }
        }
    }
}
