/** The thumbnail of an image; its name is beside it or in the label of what it is in. */
export function Picture({ image }: { readonly image: number }) {
  return <img src={`thumbs/${image}.webp`} alt="" draggable={false} decoding="async" />;
}
