import Platform

/// The sums over all sources of words.
extension StaticTerms {
    /// Sums the rows that all words point to, place by place.
    func sumRows(count: Int) {
        guard count > 2 * reach else { return }
        let numbers = compiled.model.rows.numbers
        let sums = sums.base
        let rowsAhead = compiled.prefetchDistance.rows
        withSources { bases, columns, sources in
            for place in reach..<count - reach {
                if rowsAhead > 0 {
                    let ahead = min(place &+ rowsAhead, count &- 1)
                    for source in 0..<sources {
                        prefetch(UnsafeRawPointer(bases[source] + Int(columns[source][ahead]) &* numbers))
                    }
                }
                let sum = sums + place &* numbers
                if numbers == 32 {
                    var total = SIMD32<Int16>.zero
                    for source in 0..<sources {
                        let row = bases[source] + Int(columns[source][place]) &* 32
                        total &+= UnsafeRawPointer(row).loadUnaligned(as: SIMD32<Int16>.self)
                    }
                    UnsafeMutableRawPointer(sum).storeBytes(of: total, as: SIMD32<Int16>.self)
                    continue
                }
                for block in stride(from: 0, to: numbers, by: 16) {
                    var total = SIMD16<Int16>.zero
                    for source in 0..<sources {
                        let row = bases[source] + (Int(columns[source][place]) &* numbers &+ block)
                        total &+= UnsafeRawPointer(row).loadUnaligned(as: SIMD16<Int16>.self)
                    }
                    UnsafeMutableRawPointer(sum + block).storeBytes(of: total, as: SIMD16<Int16>.self)
                }
            }
        }
    }

    /// Gives `body` the rows and the words of every source.
    private func withSources(
        _ body: (
            UnsafePointer<UnsafePointer<Int16>>, UnsafePointer<UnsafePointer<UInt32>>, Int
        ) -> Void
    ) {
        withUnsafeTemporaryAllocation(of: UnsafePointer<Int16>.self, capacity: words.count) { bases in
            withUnsafeTemporaryAllocation(of: UnsafePointer<UInt32>.self, capacity: words.count) { columns in
                guard let bases = bases.baseAddress, let columns = columns.baseAddress else { return }
                for (source, buffer) in words.enumerated() {
                    let isToken = source < tokenSources.count
                    (bases + source).initialize(
                        to: isToken ? records[tokenSources[source].column].rows : compiled.rows.base)
                    (columns + source).initialize(to: UnsafePointer(buffer.base + PaddedChunk.margin))
                }
                body(UnsafePointer(bases), UnsafePointer(columns), words.count)
            }
        }
    }

    /// Sums the multiples that all words are.
    func sumScalars(count: Int) {
        let sums = scalarSums
        for buffer in words {
            let column = buffer.base + PaddedChunk.margin
            for place in 0..<count { sums[place] &+= Int32(bitPattern: column[place]) }
        }
    }

    /// Adds what the first and the last token of each sequence contribute beyond an inner one.
    func correctEnds(_ chunk: PaddedChunk) {
        for (column, records) in records.enumerated() {
            let places = chunk.records(of: column)
            for term in records.plan.terms where term.hasEdges {
                let (word, offset) = (term.word, term.offset)
                for piece in chunk.pieces {
                    if piece.first == piece.last {
                        add(records, places, word + 3, of: piece.first, at: piece.first - offset, in: piece)
                    } else {
                        add(records, places, word + 1, of: piece.first, at: piece.first - offset, in: piece)
                        add(records, places, word + 2, of: piece.last, at: piece.last - offset, in: piece)
                    }
                }
            }
        }
    }

    private func add(
        _ records: TokenRecords, _ places: UnsafePointer<UInt32>, _ word: Int, of end: Int, at place: Int,
        in piece: PaddedChunk.Piece
    ) {
        guard place >= piece.start && place < piece.end else { return }
        let value = records.base[Int(places[end]) * records.plan.width + word]
        guard compiled.line == nil else {
            scalarSums[place] &+= Int32(bitPattern: value)
            return
        }
        let numbers = compiled.model.rows.numbers
        let (sum, row) = (sums.base + place * numbers, records.rows + Int(value) * numbers)
        for number in 0..<numbers { sum[number] &+= row[number] }
    }
}
