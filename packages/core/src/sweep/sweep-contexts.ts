/** The context that says where a sweep lives: the first one. All of its contexts are one place. */
export function mainContext<C>({ contexts: [context] }: { readonly contexts: readonly C[] }): C {
  if (context === undefined) throw new Error('Internal error: a sweep without a context');
  return context;
}

/** The context that a sweep was recorded with by this name. */
export function contextNamed<C extends { readonly name: string }>(
  { contexts }: { readonly contexts: readonly C[] },
  name: string,
): C {
  const context = contexts.find((it) => it.name === name);
  if (context === undefined) throw new Error(`Internal error: no context ${name}`);
  return context;
}
