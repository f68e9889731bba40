/** How many deliveries are being taken in. Receipts come before answers: a platform waits three seconds, a person longer. */
export type Load = { during<Value>(work: () => Promise<Value>): Promise<Value>; high(): boolean };

const MANY = 8;

export function createLoad(): Load {
	let open = 0;
	return {
		high: () => open > MANY,
		during: async (work) => {
			open += 1;
			try {
				return await work();
			} finally {
				open -= 1;
			}
		},
	};
}
